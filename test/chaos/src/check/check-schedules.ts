import type { ToldSlot } from '../api.ts';
import type { History, KeptSchedule, RecordedRun, Violation } from '../history.ts';
import { schedulesByRun } from './schedule-of.ts';

type Found = Pick<Violation, 'what' | 'isLoss' | 'runId'>;

/** The last slots that a schedule tells. */
const TOLD_MOST = 50;

/** SLOT: no slot of a schedule has two runs or none, and runs of one that must not overlap do not. */
export function checkSchedules(history: History): Violation[] {
  const byRun = schedulesByRun(history);
  return history.schedules.flatMap((schedule) => {
    const own = history.runs.filter(({ runId }) => byRun.get(runId) === schedule);
    const found = [...checkSlots(schedule), ...checkRuns(schedule, own), ...checkOverlap(schedule, own)];
    return found.map((one) => ({ invariant: 'SLOT', ...one, what: `${schedule.name}: ${one.what}` }));
  });
}

const byClock = (slots: readonly ToldSlot[]): ToldSlot[] =>
  slots.filter(({ trigger }) => trigger === undefined);

function checkSlots({ everyMs, isSteered, slots }: KeptSchedule): Found[] {
  const times = byClock(slots)
    .map(({ slot }) => Date.parse(slot))
    .sort((a, b) => a - b);
  const early = slots.filter(({ slot, decidedAt }) => decidedAt < slot);
  return [
    ...times.flatMap((time, i) => {
      const gap = time - (times[i - 1] ?? time - everyMs);
      if (gap === 0) return [{ what: `the slot ${new Date(time).toISOString()} was decided twice` }];
      if (gap % everyMs !== 0) return [{ what: `${new Date(time).toISOString()} is no slot` }];
      return gap === everyMs || isSteered
        ? []
        : [{ what: `no slot for ${gap} ms before ${new Date(time).toISOString()}` }];
    }),
    ...early.map(({ slot }) => ({ what: `the slot ${slot} was decided early` })),
  ];
}

function checkRuns({ slots, triggers }: KeptSchedule, own: readonly RecordedRun[]): Found[] {
  const named = slots.flatMap(({ runId }) => runId ?? []);
  const twice = named.filter((runId, i) => named.indexOf(runId) !== i);
  const there = new Set(own.map(({ runId }) => runId));
  const isCut = slots.length >= TOLD_MOST;
  const strange = own.filter(({ runId }) => !named.includes(runId) && !isCut);
  const asked = slots.flatMap(({ trigger }) => trigger ?? []);
  return [
    ...twice.map((runId) => ({ runId, what: 'one run of two slots' })),
    ...named
      .filter((runId) => !there.has(runId))
      .map((runId) => ({ runId, what: 'the run of a slot is not there', isLoss: true })),
    ...strange.map(({ runId }) => ({ runId, what: 'a run of no slot', isLoss: true })),
    ...asked.filter((key, i) => asked.indexOf(key) !== i).map((key) => ({ what: `${key} has two runs` })),
    ...asked.filter((key) => !triggers.includes(key)).map((key) => ({ what: `nobody sent ${key}` })),
  ];
}

/** By the times of the store: the next begins when the one before has ended. Of `cancel`, it is told to end. */
function checkOverlap({ overlap }: KeptSchedule, own: readonly RecordedRun[]): Found[] {
  if (overlap === 'cancel') return [];
  const sorted = own.toSorted((a, b) => (a.run.createdAt < b.run.createdAt ? -1 : 1));
  return sorted.flatMap(({ runId, run }, i) => {
    const before = sorted[i - 1]?.run.finishedAt;
    return before === undefined || before <= run.createdAt
      ? []
      : [{ runId, what: `began before the run of the slot before had ended`, isLoss: true }];
  });
}
