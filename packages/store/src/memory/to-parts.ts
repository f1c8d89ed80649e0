import { toListedRun } from '../listed-run.ts';
import { readRunError, readRunMeta, readRunOutput } from '../records/read-run-record.ts';
import type { ListedRun, RunOutcome, RunState, RunSummary } from '../run-store.ts';
import type { UnitRecord } from '../unit-record.ts';
import type { MemoryRun } from './memory-run.ts';
import { awaits, blockedBy, type MemoryUnit, shownStatus } from './memory-unit.ts';

export function toResult({
  submit: { runId },
  end,
}: MemoryRun): Pick<RunOutcome, 'output' | 'large' | 'error'> {
  if (end?.status === 'completed') return { ...readRunOutput(runId, end.output), error: undefined };
  return { output: undefined, error: end && readRunError(runId, end.error) };
}

/** @param wanted the units that are wanted; all by default */
export function toParts(
  { units, items, endedBy, retriedBy }: MemoryRun,
  wanted?: readonly string[],
): Pick<RunState, 'units' | 'items' | 'endedBy' | 'retriedBy'> {
  return {
    endedBy,
    ...(retriedBy !== undefined && { retriedBy }),
    units: new Map([...entriesOf(units, wanted)].map(([name, unit]) => [name, toRecord(unit)])),
    items: new Map([...entriesOf(items, wanted)].map(([step, counts]) => [step, { ...counts }])),
  };
}

function* entriesOf<V>(
  all: ReadonlyMap<string, V>,
  wanted: Iterable<string> = all.keys(),
): Generator<[name: string, value: V]> {
  for (const name of wanted) {
    const value = all.get(name);
    if (value !== undefined) yield [name, value];
  }
}

export function toRecord(unit: MemoryUnit): UnitRecord {
  const { attempt, dispatch, lost, by, src, holder, token, dueAt, evaluates, reads, item } = unit;
  return {
    status: shownStatus(unit),
    attempt,
    dispatch,
    lost,
    by,
    source: src,
    holder: holder?.job ?? '',
    delivery: holder?.delivery ?? 0,
    token,
    worker: holder?.worker ?? '',
    dueAt,
    evaluates,
    reads,
    item,
    ...(unit.iteration > 0 && { iteration: unit.iteration }),
    blockedBy: blockedBy(unit),
    awaits: awaits(unit),
    park: unit.park,
  };
}

export function toSummary(runId: string, run: MemoryRun): RunSummary {
  const { status, createdAt, finishedAt } = run;
  return { runId, meta: readRunMeta(runId, run.submit.meta), status, createdAt, finishedAt };
}

/** Adds to a run what a list tells of it besides its summary. */
export function toListed(listed: ListedRun, { end, units, items }: MemoryRun): ListedRun {
  const shown = [...units].map(
    ([name, unit]) => [name, { status: shownStatus(unit), item: unit.item }] as const,
  );
  const error = end === undefined || end.status === 'completed' ? undefined : end.error;
  return toListedRun(listed, { error, units: new Map(shown), items });
}
