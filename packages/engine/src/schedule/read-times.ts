import { type Duration, parseRfc3339 } from '@ag06/contracts';
import { judgeTiming, type Timing, type TimingFault } from '@ag06/schedule';
import { DURATION_EXPECTED, toDurationMs } from '../duration.ts';

/** The times of a schedule as they are sent, each of the right type. */
export interface TimeFields {
  readonly cron?: string | undefined;
  readonly every?: Duration | undefined;
  readonly zone?: string | undefined;
  readonly jitter?: Duration | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

type ReadTimes = { readonly timing: Timing; readonly jitterMs: number } | { readonly fault: TimingFault };

/** Reads when a schedule starts its runs, or tells the first thing that is wrong with it. */
export function readTimes({ cron, every, zone, jitter, from, until }: TimeFields): ReadTimes {
  const jitterMs = toDurationMs(jitter ?? 0);
  if (jitterMs === undefined) return fault('jitter', DURATION_EXPECTED, jitter);
  const toTime = (text: string | undefined) => (text === undefined ? undefined : parseRfc3339(text));
  const window = { from: toTime(from), until: toTime(until) };
  if (from !== undefined && window.from === undefined) return fault('from', A_TIME, from);
  if (until !== undefined && window.until === undefined) return fault('until', A_TIME, until);
  const timing = readTiming({ cron, every, zone });
  if ('fault' in timing) return timing;
  const read = { ...timing, ...window };
  const wrong = judgeTiming(read, jitterMs);
  return wrong === undefined ? { timing: read, jitterMs } : { fault: wrong };
}

const A_TIME = 'a time such as 2026-11-28T09:00:00Z';

function readTiming({ cron, every, zone }: Pick<TimeFields, 'cron' | 'every' | 'zone'>) {
  if (cron !== undefined && every !== undefined) return fault('every', 'either `cron` or `every`', 'both');
  if (cron !== undefined) return { cron, zone: zone ?? 'UTC' };
  if (every === undefined) return fault('cron', 'either `cron` or `every`', undefined);
  if (zone !== undefined) return fault('zone', 'no zone beside `every`, which counts elapsed time', zone);
  const everyMs = toDurationMs(every);
  return everyMs === undefined ? fault('every', DURATION_EXPECTED, every) : { everyMs };
}

const fault = (
  path: TimingFault['path'],
  expected: string,
  got: unknown,
): { readonly fault: TimingFault } => ({
  fault: { path, expected, got: got === undefined ? 'nothing' : JSON.stringify(got) },
});
