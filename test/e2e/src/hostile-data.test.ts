import { fileURLToPath } from 'node:url';
import { startRedis, startUpFleet } from '@ag06/test-support';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import {
  expectBodiesRead,
  expectKeysTellApart,
  expectNamesKept,
  expectNothingBreaks,
} from './expect-hostile-data.ts';
import { FleetApi } from './fleet-api.ts';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { type FleetServer, TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./hostile-agents.ts', import.meta.url));

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

async function startOn(server: FleetServer): Promise<Started> {
  const fleet = await TestFleet.startOn(server, 0);
  await fleet.startWorker({ AG06_AGENTS: AGENTS });
  return fleet;
}

describe.each<[string, () => Promise<Started>]>([
  ['one process', () => startUpFleet('hostile', { args: ['--agents', AGENTS] })],
  ['Redis', async () => startOn(await startRedis())],
  ['PostgreSQL', async () => startOn(await startMigratedPostgres())],
])('a fleet on %s', (_, start) => {
  const fleet = new FleetApi();
  let started: Started | undefined;

  beforeAll(async () => {
    started = await start();
    fleet.url = started.url;
  }, 120_000);
  afterAll(() => started?.stop());

  it(
    'keeps steps, agents, tags and data that are named like properties of every object',
    () => expectNamesKept(fleet),
    60_000,
  );
  it('distinguishes inputs that differ in such a key', () => expectKeysTellApart(fleet));
  it('refuses data that no store can hold, and never answers 500', () => expectNothingBreaks(fleet), 60_000);
  it('reads bodies by their content type, or refuses them', () => expectBodiesRead(fleet));
});
