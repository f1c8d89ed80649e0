import type { Client, RunHandle } from '@ag06/client';
import { afterAll, beforeAll } from '@jest/globals';
import { type EchoServer, startEchoServer } from '../fleet/echo-server.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';

/** Squares its number, and one more than that, and one more than that. */
export const CHAIN = {
  name: 'chain',
  steps: {
    a: { agent: 'proof.square', with: { n: '${input.n}' } },
    b: { agent: 'proof.square', needs: ['a'], with: { n: '${steps.a.output.n + 1}' } },
    c: { agent: 'proof.square', needs: ['b'], with: { n: '${steps.b.output.n + 1}' } },
  },
  output: '${steps.c.output.n}',
};
export const chainOf = (n: number): number => ((n ** 2 + 1) ** 2 + 1) ** 2;

/** The fleet of a file of cases: three workers, the workflow `chain`, and a service outside that they may call. */
export interface WorkflowFleet {
  proof(): ProofFleet;
  client(): Client;
  echo(): EchoServer;
  startWorker(): ReturnType<ProofFleet['startWorker']>;
}

/** Starts it before all cases of the file, and stops it after them. */
export function useWorkflowFleet(): WorkflowFleet {
  let proof: ProofFleet;
  let echo: EchoServer;
  const startWorker = () => proof.startWorker('core-agents', { AG06_HTTP_ALLOW: `127.0.0.1:${echo.port}` });
  beforeAll(async () => {
    echo = await startEchoServer();
    proof = await startProofFleet(0);
    await Promise.all([1, 2, 3].map(startWorker));
    await proof.client.workflows.push(CHAIN);
  }, 120_000);
  afterAll(async () => {
    await proof.stop();
    await echo.stop();
  });
  return { proof: () => proof, client: () => proof.client, echo: () => echo, startWorker };
}

/** Pushes a definition and submits a run of it. */
export async function submitNew(
  client: Client,
  definition: { readonly name: string },
  input: unknown = null,
  options: Parameters<Client['submit']>[2] = {},
): Promise<RunHandle<unknown>> {
  await client.workflows.push(definition);
  return client.submit(definition.name, input, options);
}
