import { Client, type StreamEventView } from '@ag06/client';
import { startUpFleet, type UpFleet } from '@ag06/test-support';
import { afterAll, beforeAll } from '@jest/globals';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';

/** A place where events are kept, and a client of its API. */
interface Place {
  readonly name: 'Redis' | 'embedded';
  readonly url: string;
  readonly client: Client;
}

export interface Stores {
  /** The fleet on Redis, which has two dispatchers. */
  redis(): ProofFleet;
  /** A client of its second dispatcher. */
  second(): Client;
  /** Both places, one after the other. */
  places(): readonly Place[];
}

/** Starts a fleet on Redis and an embedded one, for the cases of a file. `secondEnv` is the second dispatcher's. */
export function useStores(secondEnv: Readonly<Record<string, string>> = {}): Stores {
  let redis: ProofFleet;
  let embedded: UpFleet;
  let beside: Awaited<ReturnType<ProofFleet['fleet']['startDispatcherBeside']>>;
  let places: readonly Place[];
  beforeAll(async () => {
    [redis, embedded] = await Promise.all([startProofFleet(1), startUpFleet('compliance')]);
    beside = await redis.fleet.startDispatcherBeside(secondEnv);
    places = [
      { name: 'Redis', url: redis.fleet.url, client: redis.client },
      { name: 'embedded', url: embedded.url, client: new Client({ url: embedded.url }) },
    ];
  }, 180_000);
  afterAll(async () => {
    await beside.started.stop();
    await Promise.all([redis.stop(), embedded.stop()]);
  });
  return { redis: () => redis, second: () => new Client({ url: beside.api.url }), places: () => places };
}

/** All events of a stream, in order. */
export async function readAll(
  client: Client,
  stream: string,
  filter: Parameters<Client['streams']['read']>[1] = {},
): Promise<readonly StreamEventView[]> {
  const events: StreamEventView[] = [];
  for await (const event of client.streams.read(stream, filter)) events.push(event);
  return events;
}

/** 1, 2, 3 … up to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
