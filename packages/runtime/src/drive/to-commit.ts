import { type Decision, readsOfLane } from '@ag06/engine';
import {
  type AttemptDetail,
  type Change,
  type Commit,
  type Guard,
  type Issuer,
  isFailureChange,
  isLargeText,
  type RunField,
} from '@ag06/protocol';
import { isLarge } from '@ag06/store';
import type { RunContext } from '../run-context.ts';

/** Converts a decision to the command that commits it. */
export function toCommit(
  context: RunContext,
  id: string,
  issuer: Issuer,
  guard: Guard,
  decision: Decision,
  emitted: readonly string[] = [],
): Commit {
  return {
    kind: 'commit',
    id,
    runId: context.runId,
    issuer,
    guard,
    change: nameWorker(decision.change, issuer),
    next: decision.next,
    end: decision.end,
    emitted,
    known: knownReads(context, guard, decision),
    ...(decision.entries && { entries: decision.entries }),
  };
}

/** Adds the process that commits a failure, if the failure names none. */
function nameWorker(change: Change, { worker }: Issuer): Change {
  if (!isFailureChange(change) || change.detail !== undefined) return change;
  const detail: AttemptDetail = { worker };
  return { ...change, detail: JSON.stringify(detail) };
}

const NONE: readonly RunField[] = [];

/** Returns the fields that the opened units read, as far as they are loaded or written by this commit. */
function knownReads(
  { plan, values }: RunContext,
  guard: Guard,
  { change, next }: Decision,
): readonly RunField[] {
  let known: Set<RunField> | undefined;
  const own = 'unit' in guard ? keptField(guard.unit, change) : undefined;
  const isKnown = (field: RunField) => values.has(field) || field === own;
  const add = (reads: readonly RunField[]) => {
    for (const field of reads) if (isKnown(field)) known = (known ?? new Set()).add(field);
  };
  for (const { reads } of next) add(reads);
  if (change.to === 'open' || change.to === 'iterated') add(change.opening.reads);
  else if (change.to === 'expanded' || change.to === 'redone') add(change.reads);
  else if (change.to === 'settled' && 'unit' in guard) {
    // The lane may go on with its next item.
    add(readsOfLane(plan, guard.unit));
  }
  return known === undefined ? NONE : [...known];
}

/** Whether the store keeps an output as a blob. */
const isKeptBeside = (output: string | undefined): boolean =>
  output !== undefined && (isLargeText(output) || isLarge(output));

/** The field into which a change writes an output that this process keeps, if it does. */
function keptField(unit: string, change: Change): RunField | undefined {
  const { to } = change;
  if (to !== 'collected' && 'output' in change && isKeptBeside(change.output)) return undefined;
  if (to === 'iterated') return `p:${unit}`;
  return to === 'completed' || to === 'collected' ? `o:${unit}` : undefined;
}

/**
 * Keeps an output for steps of this process that read it. Call it only after the commit: two processes that held a unit
 * one after the other may both have an output, and only one is the unit's. A large one is read where it is needed.
 */
export function keepOutput({ values }: Pick<RunContext, 'values'>, unit: string, change: Change): void {
  const field = keptField(unit, change);
  if (field !== undefined && 'output' in change && change.output !== undefined)
    values.set(field, change.output);
}
