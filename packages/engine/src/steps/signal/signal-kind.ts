import { parseSignalBody, parseSignalText } from '@ag06/protocol';
import type { Decision, DecisionContext } from '../../decide/decision.ts';
import { decideFailure, endStep } from '../../decide/end-step.ts';
import type { Plan } from '../../plan.ts';
import type { StepKind } from '../step-kind.ts';
import { readsOf } from '../step-source.ts';
import { explainParked, untilOf } from '../waiting.ts';
import { readSignal } from './read-signal.ts';
import type { SignalStep } from './signal-step.ts';

export const SIGNAL: StepKind<SignalStep> = {
  title: 'a signal step',
  field: 'signal',
  modifier: undefined,
  fields: ['schema', 'timeout'],

  read(source, head, violations) {
    const signal = readSignal(source, violations);
    if (signal === undefined) return undefined;
    const reads = [...readsOf(head.when), `g:${head.id}` as const];
    return Object.freeze({ kind: 'signal', opens: 'park', reads, ...head, ...signal });
  },

  findWarnings: () => [],
  decideHeld,

  /** Only its time-out wakes it; a signal holds it. */
  decideWake(plan, step, _parked, context) {
    const message = `No signal ${step.signal} came in time.`;
    return decideFailure(plan, step, 1, { code: 'SIGNAL_TIMED_OUT', message }, context);
  },

  explain: ({ signal }, own, run) =>
    explainParked(own, run, () => ({ reason: 'signal', signal, ...untilOf(own) })),
};

/** With a signal in hand its output is the payload; without one it waits. */
function decideHeld(plan: Plan, step: SignalStep, _attempt: number, context: DecisionContext): Decision {
  const { id, park, reads } = step;
  const inHand = context.values.get(`g:${id}`);
  if (inHand !== undefined) {
    const { payload } = parseSignalBody(parseSignalText(inHand).body);
    return endStep(plan, step, 'completed', JSON.stringify(payload), context);
  }
  return {
    change: { to: 'open', opening: { mode: 'park', park, reads }, lost: false },
    next: [],
    end: undefined,
  };
}
