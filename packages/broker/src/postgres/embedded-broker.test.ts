import type { Database, SqlDatabase } from '@ag06/postgres';
import { openBlankDatabase } from '@ag06/postgres/testing';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AGENT, activation, DONE, holdDeliveries, idOf, placeOf, serve } from '../conformance/fixture.ts';
import { describeBroker } from '../conformance/index.ts';
import { migrateQueues } from './migrate-queues.ts';
import { createPostgresBroker } from './postgres-broker.ts';
import { QUEUE_SCHEMA } from './queue-schema.ts';
import { toBrokersUnderTest } from './testing/postgres-brokers.ts';

let database: Database;
beforeAll(async () => {
  database = await openBlankDatabase(QUEUE_SCHEMA);
  await migrateQueues(database);
});
afterAll(() => database.close());

describeBroker('the broker on an embedded PostgreSQL', () => toBrokersUnderTest(database, undefined));

it('the broker of the only process finds no job of its own lost, however late its locks are renewed', async () => {
  await using under = await openOnlyProcess(database);
  const { broker, seen, end } = under;
  await broker.enqueue([activation('late')]);
  await until(() => seen.length === 1);
  const lockIsOver = `UPDATE bullmq.job SET locked_until_ms = 1 WHERE id = '${idOf('late')}'`;
  // The first look notes whose lock is over, a later one puts it back.
  for (let look = 0; look < 3; look++) {
    await database.query(lockIsOver);
    await database.query(`DELETE FROM bullmq.meta WHERE field = 'stalled-check'`);
    await broker.recoverStalled([AGENT]);
    expect(await placeOf(broker, 'late')).toBe('locked');
  }
  end();
  await until(async () => (await placeOf(broker, 'late')) === 'absent');
  expect(seen).toHaveLength(1);
});

it('a consumer with room for several jobs begins the one for which it waited before it asks its queue for more', async () => {
  await database.query('TRUNCATE bullmq.job, bullmq.meta, bullmq.event CASCADE');
  const begun = Promise.withResolvers<void>();
  const holding = holdFetches(database, begun.promise);
  const broker = createPostgresBroker({ database: holding.database });
  const process = async () => {
    begun.resolve();
    return DONE;
  };
  const { seen } = serve(broker, process, 5);
  await holding.waiting;
  await broker.enqueue(['a', 'b', 'c'].map((step) => activation(step)));
  await until(() => seen.length === 3);
  expect(holding.countHeld()).toBeGreaterThan(0);
  await broker.close();
});

/** A database in which a worker that has waited fetches once; further fetches are sent when `until` has resolved. */
function holdFetches(on: Database, until: Promise<void>) {
  const waiting = Promise.withResolvers<void>();
  let isHolding = false;
  let fetches = 0;
  const holding: SqlDatabase = {
    async query(text, params) {
      if (/move_to_active/.test(text) && isHolding && ++fetches > 1) await until;
      const result = await on.query(text, params);
      // The last question of a worker before it waits.
      if (/ next_delay\(/.test(text)) {
        isHolding = true;
        waiting.resolve();
      }
      return result;
    },
    listen: (channel) => on.listen(channel),
    onNotification: (subscriber) => on.onNotification(subscriber),
  };
  return { database: holding, waiting: waiting.promise, countHeld: () => fetches - 1 };
}

async function openOnlyProcess(on: Database) {
  await on.query('TRUNCATE bullmq.job, bullmq.meta, bullmq.event CASCADE');
  // Nothing happens by itself during this test.
  const broker = createPostgresBroker({
    database: on,
    isOnlyProcess: true,
    lockMs: 600_000,
    stalledIntervalMs: 600_000,
  });
  const held = holdDeliveries();
  const { seen } = serve(broker, held.process);
  const close = () => {
    held.release();
    return broker.close();
  };
  return { broker, seen, end: held.release, [Symbol.asyncDispose]: close };
}
