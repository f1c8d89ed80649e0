import { setImmediate as nextTurn } from 'node:timers/promises';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { openEmbeddedDatabase } from './open-embedded-database.ts';

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await openEmbeddedDatabase({ folder: undefined });
}, 60_000);
afterAll(() => database.close());

describe('an embedded database', () => {
  it('lets timers run, however many statements follow each other', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    let statements = 0;
    for (; turns < 10 && statements < 100_000; statements++) await database.query('SELECT 1', []);
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(10);
  });

  it('lets the event loop turn between statements that are asked for at once', async () => {
    let [turn, isOver] = [0, false];
    const turning = (async () => {
      while (!isOver) turn += await nextTurn(1);
    })();
    const ask = () => database.query('SELECT 1', []).then(() => turn);
    const turns = await Promise.all(Array.from({ length: 8 }, ask));
    isOver = true;
    await turning;
    expect(new Set(turns).size).toBe(turns.length);
  });

  it('goes on behind a statement that fails', async () => {
    const failing = database.query('SELECT nothing', []);
    const next = database.query('SELECT 1 AS one', []);
    await expect(failing).rejects.toThrow('nothing');
    expect((await next).rows).toEqual([{ one: 1 }]);
  });

  it('tells everybody who listens, and nobody who has left', async () => {
    const [stays, leaves]: [string[], string[]] = [[], []];
    const listen = (heard: string[]) =>
      database.onNotification({
        onNotification: (channel, payload) => heard.push(`${channel} ${payload}`),
        onLost: () => {},
      });
    listen(stays);
    const leave = listen(leaves);
    await Promise.all([database.listen('news'), database.listen('news')]);
    await database.query(`SELECT pg_notify('news', $1)`, ['one']);
    await until(() => leaves.length === 1);
    leave();
    await database.query(`SELECT pg_notify('news', $1)`, ['two']);
    await until(() => stays.length === 2);
    expect([stays, leaves]).toEqual([['news one', 'news two'], ['news one']]);
  });
});
