import {
  type AttemptDetail,
  type Change,
  type Commit,
  type Guard,
  type Issuer,
  isFailureChange,
  type RunField,
} from '@ag06/contracts';
import type { Decision } from '@ag06/engine';
import type { RunContext } from './run-context.ts';

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
    known: knownReads(context, decision),
  };
}

/** Every failure tells at least who committed it. */
function nameWorker(change: Change, { worker }: Issuer): Change {
  if (!isFailureChange(change) || change.detail !== undefined) return change;
  const detail: AttemptDetail = { worker };
  return { ...change, detail: JSON.stringify(detail) };
}

const NONE: readonly RunField[] = [];

function knownReads(context: RunContext, decision: Decision): readonly RunField[] {
  const { change, next } = decision;
  const opened =
    change.to === 'open' ? [...next, change.opening] : change.to === 'expanded' ? [change] : next;
  let known: RunField[] | undefined;
  for (const opening of opened) {
    for (const field of opening.reads) {
      if (!context.values.has(field)) continue;
      known ??= [];
      if (!known.includes(field)) known.push(field);
    }
  }
  return known ?? NONE;
}
