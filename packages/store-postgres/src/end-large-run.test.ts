import { LIMITS } from '@ag06/contracts';
import { openEmbeddedDatabase } from '@ag06/postgres';
import { evaluated, freshReason, listOf, movesOf, Player, scheduled } from '@ag06/store/conformance';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

let database: Awaited<ReturnType<typeof openEmbeddedDatabase>>;
let store: ReturnType<typeof createPostgresStore>;
beforeAll(async () => {
  database = await openEmbeddedDatabase({ folder: undefined });
  await migrateStore(database);
  store = createPostgresStore({ database });
}, 30_000);
afterAll(async () => {
  await store.close();
  await database.close();
});

/** Ends a run of as many lanes as there may be; the milliseconds of CPU time, for the database is in this process. */
async function endLargeRun(areBlocked: boolean): Promise<number> {
  const player = new Player(store);
  const steps = Array.from({ length: 5 }, (_, i) => `f${i}`);
  const roots = [scheduled('a'), ...steps.map((step) => evaluated(step, 0))];
  const lanes = LIMITS.lanes;
  for (const { unit, token } of movesOf(await player.submit({ roots })).evaluations) {
    await player.commit({
      guard: { on: 'token', unit, token },
      change: { to: 'expanded', list: listOf(lanes), lanes, first: 'schedule', reads: [] },
    });
  }
  if (areBlocked) {
    const obstacle = freshReason();
    const units = steps.flatMap((step) => Array.from({ length: lanes }, (_, i) => `${step}.${i}`));
    await Promise.all(units.map((unit) => player.claim(unit, { obstacle })));
  }
  const before = process.cpuUsage();
  expect(movesOf(await player.cancel()).status).toBe('cancelled');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

it('a run of as many lanes as there may be ends as quickly when the database has statistics', async () => {
  const without = [await endLargeRun(false), await endLargeRun(true)];
  await database.query('ANALYZE');
  const withThem = [await endLargeRun(false), await endLargeRun(true)];
  for (const [i, ms] of withThem.entries()) expect(ms).toBeLessThan(Math.max(8 * (without[i] ?? 0), 4_000));
}, 120_000);
