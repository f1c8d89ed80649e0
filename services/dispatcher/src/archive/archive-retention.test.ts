import { expect, it } from '@jest/globals';
import { archiveRetentionSetting } from './archive-retention.ts';

it('AG06_ARCHIVE_RETENTION is a duration, and durations by status', () => {
  const DAY = 24 * 3600_000;
  expect(archiveRetentionSetting.parse('90d')).toEqual({ keptMs: 90 * DAY, byStatus: new Map() });
  expect(archiveRetentionSetting.parse('90d, failed=365d,cancelled=1d')).toEqual({
    keptMs: 90 * DAY,
    byStatus: new Map([
      ['failed', 365 * DAY],
      ['cancelled', DAY],
    ]),
  });
  expect(archiveRetentionSetting.parse('failed=2d')).toEqual({
    keptMs: undefined,
    byStatus: new Map([['failed', 2 * DAY]]),
  });
});

it.each(['', 'soon', 'running=1d', '1ms', '1d,failed='])(
  'AG06_ARCHIVE_RETENTION refuses "%s", and says what it expects',
  (text) => {
    expect(archiveRetentionSetting.safeParse(text).error?.issues[0]?.message).toContain('such as 365d');
  },
);
