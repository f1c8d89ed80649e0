import type { BreakerView, Client } from '@ag06/client';
import { ShopServer } from '@ag06/test-e2e/shop-server';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { untilFound } from '../fleet/until-found.ts';

/** Of the agent `shop.call`. */
export const SETTINGS = { consecutiveFailures: 5, openForMs: 1_000, probes: 2 };
export const THRESHOLD = SETTINGS.consecutiveFailures;
/** How many calls a worker makes at a time. */
export const CONCURRENCY = 10;

const SHOPPING = {
  name: 'shopping',
  steps: {
    call: {
      agent: 'shop.call',
      with: '${input}',
      retry: { maxAttempts: 4, initialDelay: '20ms', jitter: 'none' },
    },
  },
  output: '${steps.call.output}',
};

/** The same, but a call that failed is not tried again while a test goes on. */
export const PATIENT = {
  ...SHOPPING,
  name: 'patient-shopping',
  steps: { call: { ...SHOPPING.steps.call, retry: { maxAttempts: 4, initialDelay: '10m', jitter: 'none' } } },
};

/** A service that a case has for itself, and the breaker before it. */
export interface Shop {
  readonly name: string;
  readonly server: ShopServer;
  /** Starts so many runs of one call each, numbered from `from`. Resolves with their ids. */
  submit(count: number, from?: number, workflow?: string): Promise<string[]>;
  /** Undefined before the first call. */
  breaker(of?: Client): Promise<BreakerView | undefined>;
  untilState(state: BreakerView['state']): Promise<BreakerView>;
}

export interface Shops {
  proof(): ProofFleet;
  client(): Client;
  open(name: string): Promise<Shop>;
}

/** A fleet of so many workers with the agent `shop.call`, for the cases of a file. */
export function useShops(workers: number): Shops {
  let proof: ProofFleet;
  const servers: ShopServer[] = [];
  beforeAll(async () => {
    proof = await startProofFleet(0);
    const env = { AG06_CONCURRENCY: String(CONCURRENCY) };
    await Promise.all(Array.from({ length: workers }, () => proof.startWorker('shop-agents', env)));
    for (const definition of [SHOPPING, PATIENT]) await proof.client.workflows.push(definition);
  }, 180_000);
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  afterAll(() => proof.stop());
  const open = async (name: string): Promise<Shop> => {
    const server = await ShopServer.start();
    servers.push(server);
    return toShop(name, server, proof.client);
  };
  return { proof: () => proof, client: () => proof.client, open };
}

function toShop(name: string, server: ShopServer, client: Client): Shop {
  const breaker = async (of = client) =>
    (await of.breakers.list()).items.find(({ dependency }) => dependency === name);
  return {
    name,
    server,
    submit: async (count, from = 0, workflow = SHOPPING.name) => {
      const items = Array.from({ length: count }, (_, i) => ({
        input: { url: server.url, shop: name, n: from + i },
      }));
      const results = await client.submitBatch(workflow, items);
      return results.map((result) => {
        if ('error' in result) throw result.error;
        return result.runId;
      });
    },
    breaker,
    untilState: (state) =>
      untilFound(
        async () => {
          const now = await breaker();
          return now?.state === state ? now : undefined;
        },
        { timeoutMs: 60_000, everyMs: 20, message: `the breaker of ${name} to be ${state}` },
      ),
  };
}
