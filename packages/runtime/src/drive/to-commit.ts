import { type Decision, readsOfLane } from '@ag06/engine';
import {
  type AttemptDetail,
  type Change,
  type Commit,
  type Guard,
  type Issuer,
  isFailureChange,
  type RunField,
} from '@ag06/protocol';
import type { RunContext } from '../run-context.ts';

/** A decision as the command that carries it to the store. */
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
  };
}

/** Every failure tells at least who committed it. */
function nameWorker(change: Change, { worker }: Issuer): Change {
  if (!isFailureChange(change) || change.detail !== undefined) return change;
  const detail: AttemptDetail = { worker };
  return { ...change, detail: JSON.stringify(detail) };
}

const NONE: readonly RunField[] = [];

/** What the units that a decision may open read, as far as it is at hand, or will be once this is recorded. */
function knownReads(
  { plan, values }: RunContext,
  guard: Guard,
  { change, next }: Decision,
): readonly RunField[] {
  let known: Set<RunField> | undefined;
  const own = 'unit' in guard ? `o:${guard.unit}` : undefined;
  const isKnown = (field: RunField) => values.has(field) || (hasOutput(change) && field === own);
  const add = (reads: readonly RunField[]) => {
    for (const field of reads) if (isKnown(field)) known = (known ?? new Set()).add(field);
  };
  for (const { reads } of next) add(reads);
  if (change.to === 'open') add(change.opening.reads);
  else if (change.to === 'expanded') add(change.reads);
  else if (change.to === 'settled' && guard.on === 'token') {
    // The lane may go on with its next item.
    add(readsOfLane(plan, guard.unit));
  }
  return known === undefined ? NONE : [...known];
}

const hasOutput = (change: Change): change is Extract<Change, { to: 'completed' | 'collected' }> =>
  change.to === 'completed' || change.to === 'collected';

/**
 * Keeps an output for what reads it in this process. To be called once it is recorded, and never before: of two who held
 * a unit one after the other, both may have an output, and only one of them is the unit's.
 */
export function keepOutput({ values }: Pick<RunContext, 'values'>, unit: string, change: Change): void {
  if (hasOutput(change)) values.set(`o:${unit}`, change.output);
}
