import { fileURLToPath } from 'node:url';
import { startProcess, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import {
  expectBodiesRead,
  expectKeysTellApart,
  expectNamesKept,
  expectNothingBreaks,
} from './expect-hostile-data.ts';
import { FleetApi } from './fleet-api.ts';
import { startMigratedPostgres } from './start-migrated-postgres.ts';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);
const AGENTS = fileURLToPath(new URL('./hostile-agents.ts', import.meta.url));

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

describe.each<[string, () => Promise<Server>]>([
  ['one process', async () => ({ url: 'embedded::memory:', stop: async () => {} })],
  ['Redis', startRedis],
  ['PostgreSQL', startMigratedPostgres],
])('a fleet on %s', (_, startServer) => {
  const fleet = new FleetApi();
  let stop = async (): Promise<void> => {};

  beforeAll(async () => {
    const server = await startServer();
    const up = await startProcess({
      entry: CLI,
      args: ['up', '--workers', '1', '--agents', AGENTS],
      env: { AG06_HTTP_PORT: '0', AG06_BROKER_URL: server.url },
    });
    stop = async () => {
      await up.kill('SIGTERM');
      await server.stop();
    };
    const [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 60_000);
    fleet.url = url;
  }, 120_000);
  afterAll(() => stop());

  it(
    'keeps steps, agents, tags and data that are named like properties of every object',
    () => expectNamesKept(fleet),
    60_000,
  );
  it('distinguishes inputs that differ in such a key', () => expectKeysTellApart(fleet));
  it('refuses data that no store can hold, and never answers 500', () => expectNothingBreaks(fleet), 60_000);
  it('reads bodies by their content type, or refuses them', () => expectBodiesRead(fleet));
});
