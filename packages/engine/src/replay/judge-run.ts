import type { RunEvent } from '@ag06/contracts';
import { OUTPUT_UNIT } from '@ag06/protocol';
import { canonicalJson } from '../canonical-json.ts';
import { decideEvaluation } from '../decide/decide-evaluation.ts';
import { decideRetry } from '../decide/decide-retry.ts';
import { type Difference, differs, say } from './difference.ts';
import { codeOf, failedStepOf, isLarge, toJson } from './event-fields.ts';
import { isFromOutside } from './judge-step.ts';
import type { ReplayState } from './replay-state.ts';
import { toField } from './replayed-values.ts';

/** Judges an event of the run: its input, its retry, and how it ended. */
export function judgeRun(state: ReplayState, does: string, event: RunEvent): Difference | undefined {
  switch (does) {
    case 'accepted':
      state.values.putText('in', JSON.stringify(toJson(event.input)));
      return judgeInput(state, event);
    case 'forked':
      state.hasRecordedCalls = event.effects === 'recorded';
      return undefined;
    case 'retried':
      return judgeRetry(state, event);
    case 'completed':
      return judgeOutput(state, event);
    case 'failed':
      return judgeFailure(state, event);
    case 'cancelled':
    case 'timed_out':
      state.end = undefined;
      return undefined;
    default:
      return undefined;
  }
}

function judgeInput({ now }: ReplayState, event: RunEvent): Difference | undefined {
  const [error] = now.judgeInput(toJson(event.input)).errors;
  if (error === undefined) return undefined;
  const { path, expected, got } = error;
  return differs(
    event,
    'the input was accepted',
    `it would be refused: ${path || 'the input'}: expected ${expected}, got ${got}`,
  );
}

function judgeRetry({ now, fold, values }: ReplayState, event: RunEvent): Difference | undefined {
  const { units, items } = fold.show();
  const steps = decideRetry(now, { units, items }).steps.toSorted();
  const recorded = Array.isArray(event.steps) ? event.steps.map(String).sort() : [];
  for (const step of recorded) values.putText(toField('e', step), undefined);
  if (recorded.join() === steps.join()) return undefined;
  return differs(
    event,
    `the retry began with ${recorded.join(', ')}`,
    `it would begin with ${steps.join(', ') || 'nothing'}`,
  );
}

function judgeOutput(state: ReplayState, event: RunEvent): Difference | undefined {
  if (state.end !== undefined)
    return differs(event, 'the run completed', `it would fail with step ${state.end.of}`);
  const open = state.now.leaves.find((leaf) => !state.hasOutcome(leaf));
  if (open !== undefined)
    return differs(event, 'the run completed', `step ${open} would have to have its outcome first`);
  const { end } = decideEvaluation(state.now, OUTPUT_UNIT, 1, state.context());
  if (end?.status !== 'completed')
    return differs(event, 'the run completed', `it would fail: ${end?.error ?? ''}`);
  if (isLarge(event)) return undefined;
  const [recorded, output] = [toJson(event.output), JSON.parse(end.output)];
  if (canonicalJson(recorded) === canonicalJson(output)) return undefined;
  return differs(event, `the run's output was ${say(recorded)}`, `it would be ${say(output)}`);
}

function judgeFailure(state: ReplayState, event: RunEvent): Difference | undefined {
  const recorded = codeOf(event);
  const { end } = state;
  state.end = undefined;
  if (end !== undefined) {
    const code = end.status === 'completed' ? '' : JSON.parse(end.error).code;
    if (code === recorded) return undefined;
    return differs(event, `the run failed: ${recorded}`, `it would fail: ${code}`);
  }
  const step = failedStepOf(event);
  if (step !== undefined)
    return differs(event, `the run failed with step ${step}`, 'it would go on after that failure');
  if (!state.now.leaves.every((leaf) => state.hasOutcome(leaf)) || isFromOutside(recorded)) return undefined;
  const decided = decideEvaluation(state.now, OUTPUT_UNIT, 1, state.context()).end;
  if (decided?.status !== 'completed') return undefined;
  const output = say(JSON.parse(decided.output));
  return differs(event, `the run failed: ${recorded}`, `it would complete with ${output}`);
}
