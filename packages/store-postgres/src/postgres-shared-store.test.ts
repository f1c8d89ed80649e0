import type { SqlDatabase } from '@ag06/postgres';
import { expect, it } from '@jest/globals';
import { PostgresSharedStore } from './postgres-shared-store.ts';

it('Who watches documents is told when the listening connection was lost, until it stops', async () => {
  const subscribers = new Set<Parameters<SqlDatabase['onNotification']>[0]>();
  const database: SqlDatabase = {
    query: async () => ({ rows: [] }),
    listen: async () => {},
    onNotification(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
  };
  let lost = 0;
  const shared = new PostgresSharedStore(database);
  const unwatch = await shared.watch(
    'pause',
    () => {},
    () => lost++,
  );
  await shared.watch('tuning', () => {});
  const lose = () => {
    for (const { onLost } of subscribers) onLost(new Error('The connection ended.'));
  };
  lose();
  expect(lost).toBe(1);
  await unwatch();
  lose();
  expect(lost).toBe(1);
});
