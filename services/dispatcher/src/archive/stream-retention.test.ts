import { expect, it } from '@jest/globals';
import { keptMsOfStream, streamRetentionSetting } from './stream-retention.ts';

const DAY = 24 * 3600_000;

it('AG06_STREAM_RETENTION is a duration, and durations by stream', () => {
  const kept = streamRetentionSetting.parse('30d, orders=7d,audit:eu=never');
  const streams = ['orders', 'audit:eu', 'other'];
  expect(streams.map((stream) => keptMsOfStream(kept, stream))).toEqual([7 * DAY, undefined, 30 * DAY]);
  expect(keptMsOfStream(streamRetentionSetting.parse('orders=1d'), 'other')).toBeUndefined();
  expect(keptMsOfStream(streamRetentionSetting.parse(undefined), 'orders')).toBeUndefined();
});

it.each(['', 'soon', 'orders=', '-a=1d', '1ms', '1d,orders=soon'])(
  'AG06_STREAM_RETENTION refuses "%s", and says what it expects',
  (text) => {
    expect(streamRetentionSetting.safeParse(text).error?.issues[0]?.message).toContain('such as 30d');
  },
);
