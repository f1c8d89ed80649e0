import { laneOfUnit, type RunEvent } from '@ag06/contracts';
import {
  beginFold,
  countInHand,
  countShown,
  type FoldPlan,
  isRunWaiting,
  OUTPUT_UNIT,
  type ShownRun,
} from '@ag06/protocol';
import type { RandomPlan } from './random-plan.ts';

/** A fold of the whole log of a run, as `compare` compares it. */
export function foldAll(plan: RandomPlan, events: readonly RunEvent[]): object {
  const fold = beginFold(toFoldPlan(plan));
  for (const event of events) fold.add(event);
  return toComparable(fold.show());
}

export const toFoldPlan = ({ steps }: RandomPlan): FoldPlan => ({
  steps: new Map(
    [...steps].map(([name, { needs, dependants, failsRun }]) => [
      name,
      { needs, dependants, onFailure: failsRun ? 'fail' : 'continue' },
    ]),
  ),
});

/** Everything that `GET /v1/runs/{id}` shows of a run, besides its head. The evaluation of its output is not shown. */
export function toComparable(run: ShownRun): object {
  const steps = [...run.units].filter(([name]) => name !== OUTPUT_UNIT && laneOfUnit(name) === undefined);
  return {
    status: run.status,
    isWaiting: isRunWaiting(run),
    isFinished: run.finishedAt !== undefined,
    output: run.output,
    error: run.error,
    steps: Object.fromEntries(steps.map(([name]) => [name, toStep(run, name)])),
  };
}

function toStep(run: ShownRun, name: string): object {
  const { status, attempt, iteration = 0, blockedBy, awaits, dueAt } = run.units.get(name) ?? { dueAt: 0 };
  const items = run.items.get(name);
  const isTimed = status === 'waiting' || status === 'retrying';
  return {
    status,
    attempt,
    iteration,
    blockedBy,
    awaits,
    dueAt: isTimed ? dueAt : 0,
    ...(items !== undefined && {
      items: {
        total: items.total,
        left: items.left,
        failed: items.failed,
        // By the counts of a store, and by its lanes.
        running: countInHand(run, name),
        shown: countShown(run, name),
      },
    }),
  };
}
