import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { StoreFacts } from './health-facts.ts';
import { REASON_RULES } from './reason-rules.ts';
import { inMebibytes, inPercent, inSeconds } from './words.ts';

export function scoreStore(facts: StoreFacts): ComponentHealth {
  const {
    ageMs,
    roundTrip,
    failedShare,
    isFull,
    memory,
    evictionPolicy,
    saveFailure,
    clock,
    fallback,
    streams,
  } = facts;
  const appendMs = streams?.appends.p99Ms ?? 0;
  const latest = streams?.groups.toSorted((a, b) => b.oldestMs - a.oldestMs)[0];
  const lateFrom = REASON_RULES.STREAM_GROUP_LATE.from;
  const used = memory === undefined ? 0 : memory.usedBytes / memory.maxBytes;
  const ofMemory = `${inPercent(used)} of its memory of ${inMebibytes(memory?.maxBytes ?? 0)}`;
  return judgeComponent('store', ageMs, [
    { code: 'STORE_SILENT', value: ageMs, found: `It has not answered for ${inSeconds(ageMs)}.` },
    { code: 'STORE_FULL', value: Number(isFull), found: 'It refuses writes: its memory is full.' },
    {
      code: 'STORE_FAILING',
      value: isFull ? 0 : failedShare,
      found: `${inPercent(failedShare)} of small writes failed.`,
    },
    {
      code: 'STORE_MEMORY_HIGH',
      value: used < REASON_RULES.STORE_NEARLY_FULL.from ? used : 0,
      found: `${ofMemory} is in use.`,
    },
    {
      code: 'STORE_NEARLY_FULL',
      value: used,
      found: `${ofMemory} is in use: from 95 % on submissions of priority bulk and low are refused.`,
    },
    {
      code: 'STORE_EVICTS',
      value: Number(evictionPolicy !== undefined),
      found: `It has maxmemory-policy ${evictionPolicy}.`,
    },
    {
      code: 'STORE_NOT_SAVED',
      value: Number(saveFailure !== undefined),
      found: `It could not write to its files (${saveFailure}).`,
    },
    {
      code: 'STORE_SLOW',
      value: roundTrip?.p99Ms ?? 0,
      found: `A small write takes up to ${inSeconds(roundTrip?.p99Ms ?? 0)} (p50 ${inSeconds(roundTrip?.p50Ms ?? 0)}).`,
    },
    {
      code: 'STORE_CLOCK_AHEAD',
      value: Number(clock !== undefined),
      found:
        clock?.of === 'host'
          ? `Its clock is ${inSeconds(clock.aheadMs)} ahead of this dispatcher’s.`
          : `Its clock went on by ${inSeconds(clock?.aheadMs ?? 0)} more than the time that passed, or the fleet was down for so long: in that case it needs nothing.`,
    },
    {
      code: 'STORE_RESULTS_WAIT',
      // A small result that waits is one too.
      value: fallback === undefined ? 0 : Math.max(REASON_RULES.STORE_RESULTS_WAIT.from, fallback.share),
      found: `${fallback?.results} finished results of ${fallback?.workers} workers wait for it, for up to ${inSeconds(fallback?.oldestMs ?? 0)}; the fullest fallback is ${inPercent(fallback?.share ?? 0)} full.`,
    },
    {
      code: 'STREAM_APPEND_SLOW',
      value: appendMs,
      found: `An append to a stream takes up to ${inSeconds(appendMs)}.`,
    },
    {
      code: 'STREAM_GROUP_LATE',
      // By a setting, the same points are lost sooner or later.
      value: (latest?.oldestMs ?? 0) * (lateFrom / (streams?.lateMs ?? lateFrom)),
      found: `The group ${latest?.group} of the stream ${latest?.stream} lags by ${latest?.lag} events; the oldest has waited for ${inSeconds(latest?.oldestMs ?? 0)}.`,
    },
  ]);
}
