import { toRfc3339 } from '@ag06/contracts';
import type { Decision, DecisionContext, Parked } from '../../decide/decision.ts';
import { decideFailure, endStep } from '../../decide/end-step.ts';
import { evaluateTemplate } from '../../decide/scope.ts';
import type { Plan } from '../../plan.ts';
import type { StepKind } from '../step-kind.ts';
import { readsOf } from '../step-source.ts';
import { explainParked } from '../waiting.ts';
import { readWait, toTimerOf } from './read-wait.ts';
import type { WaitStep } from './wait-step.ts';

export const WAIT: StepKind<WaitStep> = {
  title: 'a wait step',
  field: 'wait',
  modifier: undefined,
  fields: [],
  isCompletedByTime: true,

  read(source, head, violations) {
    const wait = readWait(source, violations);
    if (wait === undefined) return undefined;
    return Object.freeze({ kind: 'wait', reads: readsOf(head.when, wait.time), ...head, ...wait });
  },

  findWarnings({ id, park }, runTimeoutMs) {
    const until = park?.until;
    if (runTimeoutMs === undefined || until === undefined || !('afterMs' in until)) return [];
    if (until.afterMs < runTimeoutMs) return [];
    return [`Step ${id} waits as long as the workflow's timeout allows, or longer: no run gets behind it.`];
  },

  decideHeld,
  decideWake,

  explain: (_step, own, run) =>
    explainParked(own, run, () => ({ reason: 'timer', until: toRfc3339(own.dueAt) })),
};

function decideHeld(plan: Plan, step: WaitStep, attempt: number, context: DecisionContext): Decision {
  const { park: written, time, reads } = step;
  const given = time && evaluateTemplate(time, context.values, context.run, attempt);
  if (given?.ok === false) {
    const failure = { code: given.code, message: `The time of \`wait\`: ${given.message}` };
    return decideFailure(plan, step, attempt, failure, context);
  }
  const park = written ?? (given && toTimerOf(given.value));
  if (park === undefined) {
    const got = JSON.stringify(given?.value).slice(0, 60);
    const message = `\`wait\` must give a duration or an RFC 3339 time with its zone; it gave ${got}.`;
    return decideFailure(plan, step, attempt, { code: 'EXPRESSION_FAILED', message }, context);
  }
  return {
    change: { to: 'open', opening: { mode: 'park', park, reads }, lost: false },
    next: [],
    end: undefined,
  };
}

/** Its moment has come. */
function decideWake(plan: Plan, step: WaitStep, { dueAt }: Parked, context: DecisionContext): Decision {
  const output = JSON.stringify({ dueAt: toRfc3339(dueAt) });
  return endStep(plan, step, 'completed', output, context);
}
