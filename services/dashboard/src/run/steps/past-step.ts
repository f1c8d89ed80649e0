import type { AttemptView, EventView, StepDetailView, StepView } from '@ag06/client';
import { type Bar, foldAttempts } from '../timeline/fold-attempts.ts';

/** What the panel of a step shows of the moment after an event of the log. */
interface PastStep {
  readonly state: StepView;
  /** The last of them; of a `forEach` step none, because its items have their own. */
  readonly attempts: readonly AttemptView[];
  /** Whether it had begun: its input was known by then. */
  readonly hasBegun: boolean;
  readonly output: 'none' | 'as now' | 'not kept';
}

interface PastOptions {
  readonly step: string;
  /** The step after the event `at`. */
  readonly state: StepView;
  /** The log from its first event on, also what followed `at`. */
  readonly events: readonly EventView[];
  /** Whether the log goes on behind `events`. */
  readonly isCut: boolean;
  /** The number of the event. */
  readonly at: number;
  /** The step as it is now. */
  readonly now: StepDetailView;
}

const ATTEMPTS_MAX = 100;
/** A step gets another output only after one of these. */
const OUTPUTS: readonly EventView['type'][] = [
  'step.completed',
  'step.preset',
  'step.scheduled',
  'step.started',
];

/**
 * Returns a step as it was. The log tells status, attempts and errors of any moment. It keeps no outputs: that of now is the one of
 * then unless the step was executed again since, such as by a retry of its run.
 */
export function toPastStep({ step, state, events, isCut, at, now }: PastOptions): PastStep {
  const own = events.filter((event) => event.step === step && event.item === undefined);
  const before = own.filter(({ seq }) => seq <= at);
  const bars = foldAttempts(before).flatMap((row) => row.bars);
  const attempts = bars.filter(({ outcome }) => outcome !== 'waiting').slice(-ATTEMPTS_MAX);
  const isReplaced = own.some(({ seq, type }) => seq > at && OUTPUTS.includes(type));
  const isSame = !isCut && !isReplaced && now.status === 'completed';
  return {
    state,
    attempts: attempts.flatMap(toAttempt),
    hasBegun: before.some(({ type }) => !BEFORE_BEGIN.includes(type)),
    output: state.status !== 'completed' ? 'none' : isSame ? 'as now' : 'not kept',
  };
}

/** What may happen to a step that never begins. */
const BEFORE_BEGIN: readonly EventView['type'][] = ['step.skipped', 'step.cancelled', 'custom'];

function toAttempt(bar: Bar): readonly AttemptView[] {
  const { attempt, iteration, worker, dueAt, startedAt, endedAt, outcome, note } = bar;
  if (outcome === 'waiting') return [];
  const [code = '', ...message] = note?.split(': ') ?? [];
  return [
    {
      attempt,
      outcome,
      startedAt: new Date(startedAt).toISOString(),
      waitMs: Math.max(0, startedAt - dueAt),
      ...(iteration !== undefined && { iteration }),
      ...(worker !== undefined && { worker }),
      ...(endedAt !== undefined && {
        endedAt: new Date(endedAt).toISOString(),
        durationMs: Math.max(0, endedAt - startedAt),
      }),
      ...(message.length > 0 && { error: { code, message: message.join(': ') } }),
    },
  ];
}
