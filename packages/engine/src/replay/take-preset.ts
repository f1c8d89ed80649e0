import type { RunEvent } from '@ag06/contracts';
import type { PlanStep } from '../steps/plan-step.ts';
import { failureOf, toJson } from './read-event.ts';
import type { ReplayState } from './replay-state.ts';
import { toField } from './replayed-values.ts';

/** Takes what a fork has from its source as it is: the outcome of a step, that of an iteration, or a list. */
export function takePreset(state: ReplayState, step: PlanStep, event: RunEvent): void {
  const { status, output, items } = event;
  if (status === undefined || (items !== undefined && output === undefined)) {
    // The list, or the outputs of its items.
    state.follow(step, state.decideHeld(step, event));
    return;
  }
  if (status === 'iterated') state.values.put(toField('p', step.id), toJson(output));
  else if (status === 'failed' || status === 'timed_out') state.keepFailure(event);
  else if (status === 'completed') state.values.put(toField('o', step.id), toJson(output));
}

export function takePresetItem(state: ReplayState, step: PlanStep, event: RunEvent): void {
  const { item = 0, attempt = 1, status } = event;
  const list = state.lists.get(step.id);
  if (status === 'completed') list?.complete(item, toJson(event.output));
  else list?.fail(item, { ...failureOf(event), step: step.id, item, attempt });
}
