import type { LoggedEvent } from '../api.ts';
import type { History, Violation } from '../history.ts';
import { type LoadStep, stepOfUnit } from '../workflows.ts';
import { byUnit } from './log-reading.ts';

/** DEADLINE: a step fails by a deadline only if it has one, not early, and not if it did what it had to; nothing that counts of it follows. */
export function checkDeadlines({ runs }: History): Violation[] {
  return runs.flatMap(({ runId, run, events }) =>
    byUnit(events).flatMap(([unit, own]) => {
      const step = stepOfUnit(run.workflow, unit);
      return step === undefined
        ? []
        : checkUnit(step, own).map((what) => ({ invariant: 'DEADLINE', runId, what: `${unit} ${what}` }));
    }),
  );
}

export const limitOf = (
  { startWithinMs, withinMs }: LoadStep,
  { error }: LoggedEvent,
): number | undefined => {
  if (error?.code === 'STEP_NOT_STARTED') return startWithinMs;
  return error?.code === 'STEP_OVERDUE' ? withinMs : undefined;
};

export const isDeadline = ({ error }: LoggedEvent): boolean =>
  error?.code === 'STEP_NOT_STARTED' || error?.code === 'STEP_OVERDUE';

/** What is told of a handler that still worked when the step was over. */
const LATE: ReadonlySet<string> = new Set(['step.result_ignored', 'step.redelivered']);

function checkUnit(step: LoadStep, own: readonly LoggedEvent[]): string[] {
  const end = own.findIndex((event) => event.type === 'step.failed' && isDeadline(event));
  const [opened, failed] = [own[0], own[end]];
  if (opened === undefined || failed === undefined) return [];
  const code = failed.error?.code ?? '';
  const limitMs = limitOf(step, failed);
  if (limitMs === undefined) return [`failed as ${code}, and has no such deadline`];
  const earlyMs = Date.parse(opened.at) + limitMs - Date.parse(failed.at);
  const hasStarted = own.slice(0, end).some(({ type }) => type === 'step.started');
  const after = own.slice(end + 1).filter(({ type }) => !LATE.has(type));
  return [
    ...(earlyMs > 0 ? [`failed as ${code} ${earlyMs} ms early`] : []),
    ...(code === 'STEP_NOT_STARTED' && hasStarted ? ['failed as not started, and had started'] : []),
    ...after.map(({ type }) => `${type} after it failed as ${code}`),
  ];
}
