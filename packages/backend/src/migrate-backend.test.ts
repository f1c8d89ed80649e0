import { type PostgresServer, startPostgres, startProcess } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrateBackend } from './migrate-backend.ts';
import { openBackend } from './open-backend.ts';

const MIGRATE = new URL('./fixtures/migrate.ts', import.meta.url);
const options = { onError: () => {} };

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describe('a PostgreSQL server', () => {
  it('that was not migrated is refused with the remedy, and takes four processes that migrate it at once', async () => {
    await expect(openBackend(server.url, options)).rejects.toMatchObject({
      code: 'STORE_SCHEMA_OLDER',
      message: expect.stringContaining('ag06 migrate'),
    });
    const processes = await Promise.all(
      Array.from({ length: 4 }, () => startProcess({ entry: MIGRATE, args: [server.url], env: {} })),
    );
    const ends = await Promise.all(processes.map(({ exited }) => exited));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await migrateBackend(server.url, options.onError)).toBe('The database is up to date.');
    const backend = await openBackend(server.url, options);
    expect(backend.kind).toBe('postgres');
    expect(backend.isUp()).toBe(true);
    expect(await backend.broker.countJobs(['x'])).toHaveProperty('size', 1);
    await backend.close();
    await backend.close();
  });
});

it.each([
  ['redis://127.0.0.1:1', 'Redis has no tables'],
  ['embedded:', 'migrated by `ag06 up`'],
])('ag06 migrate says for %s why there is nothing to migrate', async (url, sentence) => {
  expect(await migrateBackend(url, options.onError)).toContain(sentence);
});
