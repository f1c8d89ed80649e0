import { expect, it } from '@jest/globals';
import { openMovedPostgres } from './testing/moved-postgres.ts';
import { startMovedRedis } from './testing/moved-redis.ts';
import { Play } from './testing/schedule-play.ts';

const DAY_MS = 24 * 3_600_000;
const FIRST_DAY = Date.UTC(2026, 2, 15);

/** 02:30 in Berlin, by UTC. On the day of the change of the clock there is no 02:30: it is 03:00 then. */
const SLOTS = Array.from({ length: 30 }, (_, n) => {
  const day = new Date(FIRST_DAY + n * DAY_MS).toISOString().slice(0, 10);
  const time = day < '2026-03-29' ? '01:30' : day === '2026-03-29' ? '01:00' : '00:30';
  return Date.parse(`${day}T${time}:00Z`);
});

it.each([
  ['Redis', startMovedRedis],
  ['PostgreSQL', openMovedPostgres],
] as const)(
  'On %s a schedule runs for 30 days over a change of the clock: once each day, at its local time',
  async (_, open) => {
    await using moved = await open();
    const play = new Play(1, moved);
    play.now = FIRST_DAY;
    await play.open({ timing: { cron: '30 2 * * *', zone: 'Europe/Berlin' } });
    for (const slot of SLOTS) {
      play.now = slot - 1;
      await play.look();
      expect(await play.running()).toEqual([]);
      play.now = slot;
      await play.look();
      // The store wrote every moment by the clock of the test.
      expect(await play.running()).toMatchObject([{ createdAt: slot, meta: { slot } }]);
      await play.endAll();
      await play.deliver();
    }
    const { last, cur } = await play.document();
    expect(cur).toBeNull();
    expect(last.map(({ slot }) => slot.at).toReversed()).toEqual(SLOTS);
  },
  60_000,
);
