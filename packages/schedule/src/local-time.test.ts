import { describe, expect, it } from '@jest/globals';
import { LocalTime } from './local-time.ts';

const at = (text: string) => Date.parse(text);

describe('the clock of a time zone', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T02:30:00Z', '2026-03-29T01:00:00Z', 'a skipped time'],
    ['Europe/Berlin', '2026-10-25T02:30:00Z', '2026-10-25T00:30:00Z', 'a doubled time'],
    ['Europe/Berlin', '2026-10-25T03:00:00Z', '2026-10-25T02:00:00Z', 'the time after a doubled hour'],
    ['America/Sao_Paulo', '2018-11-04T00:30:00Z', '2018-11-04T03:00:00Z', 'a midnight that is skipped'],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00Z', '2026-10-03T15:30:00Z', 'a skipped half hour'],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00Z', '2026-04-04T14:45:00Z', 'a doubled half hour'],
    ['Pacific/Apia', '2011-12-30T12:00:00Z', '2011-12-30T10:00:00Z', 'a day that is skipped'],
    ['UTC', '2026-10-25T02:30:00Z', '2026-10-25T02:30:00Z', 'any time of UTC'],
  ])('in %s reads %s as %s: %s', (zone, local, instant) => {
    expect(new Date(new LocalTime(zone).toInstant(at(local))).toISOString()).toBe(
      new Date(instant).toISOString(),
    );
  });

  it.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Kathmandu',
  ])('in %s finds again every instant of a year, or the first that had its local time', (zone) => {
    const local = new LocalTime(zone);
    for (let t = at('2026-01-01T00:00:00Z'); t < at('2027-01-01T00:00:00Z'); t += 5 * 3600_000 + 1800_000) {
      const first = local.toInstant(local.read(t));
      // In an hour that comes twice, the first of them.
      expect(first === t || (first < t && local.read(first) === local.read(t))).toBe(true);
    }
  });
});
