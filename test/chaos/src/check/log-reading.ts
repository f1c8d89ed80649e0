import type { LoggedEvent } from '../api.ts';

/** What ends a step. `cancelled` is no outcome of its own: the run ended around it. */
const OUTCOMES = ['step.completed', 'step.failed', 'step.skipped', 'step.timed_out'];
const RUN_ENDS = ['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'];

export const isOutcome = ({ type }: LoggedEvent): boolean => OUTCOMES.includes(type);
export const isRunEnd = ({ type }: LoggedEvent): boolean => RUN_ENDS.includes(type);

/** The events of each step, in the order of the log. */
export function byStep(events: readonly LoggedEvent[]): [step: string, events: LoggedEvent[]][] {
  const steps = Map.groupBy(events, ({ step }) => step);
  return [...steps].flatMap(([step, own]) => (step === undefined ? [] : [[step, own]]));
}

/** The recorded output of every step that completed. */
export function outputsOf(events: readonly LoggedEvent[]): ReadonlyMap<string, unknown> {
  const completed = events.filter(({ type }) => type === 'step.completed');
  return new Map(completed.map(({ step, output }) => [step ?? '', output]));
}

/** The call of a handler that an outcome, or a failure to be retried, came from; undefined if it names none. */
export function callOf({ output, error }: LoggedEvent): string | undefined {
  if (typeof output === 'object' && output !== null && 'call' in output) return String(output.call);
  return /, call (\w+)/.exec(error?.message ?? '')?.[1];
}
