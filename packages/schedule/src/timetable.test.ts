import { describe, expect, it } from '@jest/globals';
import { createTimetable, listLast, listNext } from './timetable.ts';
import type { Timing } from './timing.ts';

const at = (text: string) => Date.parse(text);
const show = (slots: readonly number[]) => slots.map((slot) => new Date(slot).toISOString().slice(0, 16));

const BERLIN = 'Europe/Berlin';

describe('the slots of a cron expression where the clock changes', () => {
  it.each([
    [
      '30 2 * * *',
      BERLIN,
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00', '2026-03-30T00:30'],
      'skipped: the next',
    ],
    [
      '15,30,45 1-3 * * *',
      BERLIN,
      '2026-03-29T00:20Z',
      ['2026-03-29T00:30', '2026-03-29T00:45', '2026-03-29T01:00', '2026-03-29T01:15'],
      'several are skipped: one',
    ],
    ['30 2 * * *', BERLIN, '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30'], 'doubled: once'],
    [
      '*/30 * * * *',
      BERLIN,
      '2026-10-25T00:10Z',
      ['2026-10-25T00:30', '2026-10-25T02:00', '2026-10-25T02:30'],
      'an hour is doubled: each of its times once',
    ],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30'], 'once'],
    ['30 2 * * *', 'America/New_York', '2026-03-07T12:00Z', ['2026-03-08T07:00', '2026-03-09T06:30'], 'next'],
    [
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T00:00Z',
      ['2026-10-03T15:30', '2026-10-04T15:15'],
      'next',
    ],
    [
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-04T00:00Z',
      ['2026-04-04T14:45', '2026-04-05T15:15'],
      'once',
    ],
    [
      '30 0 * * *',
      'America/Sao_Paulo',
      '2018-11-03T12:00Z',
      ['2018-11-04T03:00', '2018-11-05T02:30'],
      'next',
    ],
    ['0 12 30 12 *', 'Pacific/Apia', '2011-12-01T00:00Z', ['2011-12-30T10:00', '2012-12-29T22:00'], 'next'],
  ])('%s in %s from %s: %j (%5$s)', (cron, zone, from, slots) => {
    expect(show(listNext(createTimetable({ cron, zone }), at(from), slots.length))).toEqual(slots);
  });

  const changes = [
    [BERLIN, '2026-03-29'],
    [BERLIN, '2026-10-25'],
    ['Australia/Lord_Howe', '2026-04-04'],
    ['Australia/Lord_Howe', '2026-10-03'],
    ['America/Sao_Paulo', '2018-11-04'],
  ] as const;
  it.each(changes)(
    'in %s on %s are the same wherever one begins to look, forward and backward',
    (zone, day) => {
      const [from, to] = [at(`${day}T00:00Z`) - 3 * 3600_000, at(`${day}T00:00Z`) + 19 * 3600_000];
      for (const cron of ['30 2 * * *', '45 1 * * *', '*/20 * * * *', '15,30,45 0-3 * * *']) {
        const table = createTimetable({ cron, zone });
        const slots = listNext(table, from, 100).filter((slot) => slot <= to);
        expect(listLast(table, from + 1, to, 100)).toEqual(slots);
        for (let t = from; t < to; t += 19 * 60_000 + 500) {
          expect(table.after(t)).toBe(slots.find((slot) => slot > t) ?? table.after(to));
          expect(table.before(t) ?? 0).toBe(slots.findLast((slot) => slot <= t) ?? table.before(from));
        }
      }
    },
  );
});

describe('the slots of a schedule', () => {
  it('with a day of the month and a weekday match either, as in Vixie cron', () => {
    const table = createTimetable({ cron: '0 0 1 * MON', zone: 'UTC' });
    expect(show(listNext(table, at('2026-01-01T00:00Z'), 2))).toEqual([
      '2026-01-05T00:00',
      '2026-01-12T00:00',
    ]);
  });

  it('at equal distances are counted from `from`, else from 1970', () => {
    const from = at('2026-01-01T00:07:00Z');
    const everyMs = 15 * 60_000;
    expect(show(listNext(createTimetable({ everyMs, from }), 0, 2))).toEqual([
      '2026-01-01T00:07',
      '2026-01-01T00:22',
    ]);
    expect(show(listNext(createTimetable({ everyMs }), from, 2))).toEqual([
      '2026-01-01T00:15',
      '2026-01-01T00:30',
    ]);
  });

  it.each<[string, Timing]>([
    ['of an expression', { cron: '0 * * * *', zone: 'UTC' }],
    ['at equal distances', { everyMs: 3600_000 }],
  ])('%s lie at or after `from` and before `until`', (_, timing) => {
    const [from, until] = [at('2026-01-01T01:00Z'), at('2026-01-01T03:00Z')];
    const table = createTimetable({ ...timing, from, until });
    expect(show(listNext(table, 0, 9))).toEqual(['2026-01-01T01:00', '2026-01-01T02:00']);
    expect(show(listLast(table, 0, at('2027-01-01T00:00Z'), 9))).toEqual([
      '2026-01-01T01:00',
      '2026-01-01T02:00',
    ]);
    expect(table.before(from - 1)).toBeUndefined();
  });

  it('that are listed backward are the last ones, in order', () => {
    const table = createTimetable({ cron: '0 0 * * *', zone: 'UTC' });
    const upTo = at('2026-03-01T12:00Z');
    expect(show(listLast(table, 0, upTo, 2))).toEqual(['2026-02-28T00:00', '2026-03-01T00:00']);
    expect(show(listLast(table, at('2026-03-01T00:00Z'), upTo, 2))).toEqual(['2026-03-01T00:00']);
  });
});
