import { describe, expect, it } from '@jest/globals';
import { judgeTiming } from './judge-timing.ts';
import type { Timing } from './timing.ts';

const cron = (text: string, zone = 'UTC'): Timing => ({ cron: text, zone });

describe('the times of a schedule', () => {
  it.each([
    ['0 0 31 2 *', 'cron', /no such day/],
    ['0 0 31 4,6 *', 'cron', /no such day/],
    ['* * * * * *', 'cron', /at least 10s between two runs, not 1s/],
    ['0,5 0 0 1 1 *', 'cron', /not 5s/],
    ['61 * * * *', 'cron', /Invalid value for minute: 61/],
    ['* *', 'cron', /it has 2 fields/],
    ['0 0 1 1 * 2027 2028', 'cron', /it has 7 fields/],
    ['2027-01-01T00:00:00', 'cron', /it has 1 field$/],
    ['@reboot', 'cron', /it has 1 field$/],
    [`${'1,'.repeat(200)}1 * * * *`, 'cron', /five fields/],
  ])('that are impossible or too many are refused with the reason: %s', (text, path, expected) => {
    expect(judgeTiming(cron(text), 0)).toMatchObject({
      path,
      expected: expect.stringMatching(expected),
    });
  });

  it.each(['0 0 29 2 *', '*/10 * * * * *', '@daily', '0 0 L * *', '0 9 * * MON-FRI', '0 0 * * FRI#2'])(
    'that are rare or close are taken: %s',
    (text) => {
      expect(judgeTiming(cron(text), 0)).toBeUndefined();
    },
  );

  it('in an unknown zone are refused', () => {
    expect(judgeTiming(cron('0 0 * * *', 'Europe/Atlantis'), 0)).toMatchObject({ path: 'zone' });
  });

  it('at a distance of less than 10 s are refused', () => {
    expect(judgeTiming({ everyMs: 9_999 }, 0)).toMatchObject({ path: 'every' });
    expect(judgeTiming({ everyMs: 10_000 }, 0)).toBeUndefined();
  });

  it('that end before they begin are refused, and those that are over are not', () => {
    expect(judgeTiming({ everyMs: 60_000, from: 2, until: 2 }, 0)).toMatchObject({ path: 'until' });
    expect(judgeTiming({ everyMs: 60_000, from: 1, until: 2 }, 0)).toBeUndefined();
  });

  it('are spread by less than the time between two of them, and by an hour at most', () => {
    expect(judgeTiming({ everyMs: 60_000 }, 60_000)).toMatchObject({ path: 'jitter' });
    expect(judgeTiming(cron('* * * * *'), 60_000)).toMatchObject({ path: 'jitter' });
    expect(judgeTiming(cron('* * * * *'), 59_000)).toBeUndefined();
    expect(judgeTiming(cron('0 0 * * *'), 3_600_001)).toMatchObject({ path: 'jitter' });
  });
});
