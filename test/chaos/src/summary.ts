import type { LoggedEvent } from './api.ts';
import type { ChaosOptions, ChaosReport } from './run-chaos.ts';

/** What a chaos run comes to, in figures. */
export function summarise(
  { broker, seed, minutes }: Pick<ChaosOptions, 'broker' | 'seed' | 'minutes'>,
  report: ChaosReport,
) {
  const { runs, missing, submissions, effects, faults, recoveryMs } = report.history;
  const { signals, answers, redrives } = report.history;
  const withStatus = (status: string) => runs.filter(({ run }) => run.status === status).length;
  const withEvent = (wanted: string) =>
    runs.reduce((sum, { events }) => sum + events.filter(({ type }) => type === wanted).length, 0);
  const withCode = (wanted: string) =>
    runs.reduce((sum, { events }) => sum + events.filter((event) => isDeadlineOf(event, wanted)).length, 0);
  const withEnd = (wanted: string) => submissions.filter(({ end }) => end.is === wanted).length;
  return {
    broker,
    seed,
    minutes,
    runs: runs.length,
    lost: missing.length,
    acked: withEnd('acknowledged'),
    refused: withEnd('refused'),
    unknown: withEnd('unknown'),
    completed: withStatus('completed'),
    failed: withStatus('failed'),
    cancelled: withStatus('cancelled'),
    effects: effects.filter(({ kind }) => kind === 'start').length,
    retried: withEvent('step.retrying'),
    redelivered: withEvent('step.redelivered'),
    blocked: withEvent('step.blocked'),
    ignored: withEvent('step.result_ignored'),
    items: withEvent('item.started'),
    itemsRetried: withEvent('item.retrying'),
    itemsRedelivered: withEvent('item.redelivered'),
    iterated: withEvent('step.iterated'),
    answered: answers.filter(({ end }) => end === 'acknowledged').length,
    answersRefused: answers.filter(({ end }) => end === 'too late').length,
    signalsByQueue: signals.filter(({ isQueued }) => isQueued).length,
    redriven: redrives.filter(({ ends }) => ends.includes('acknowledged')).length,
    overdue: withCode('STEP_OVERDUE'),
    notStarted: withCode('STEP_NOT_STARTED'),
    terms: new Set(report.history.tuning.told.flatMap((one) => (one.is === 'leads' ? one.fence : []))).size,
    settings: report.history.tuning.told.filter(({ is }) => is === 'published').length,
    rubbish: Object.values(report.history.tuning.rubbish).reduce((sum, count) => sum + count, 0),
    itemsFailed: withEvent('item.failed') + withEvent('item.timed_out'),
    faults,
    violations: report.violations.length,
    recoverySeconds: Math.round(recoveryMs / 100) / 10,
  };
}

const isDeadlineOf = ({ type, error }: LoggedEvent, code: string): boolean =>
  type === 'step.failed' && error?.code === code;

export type Summary = ReturnType<typeof summarise>;

/** The one line that a run ends with. */
export function renderSummary({ faults, recoverySeconds, violations, ...figures }: Summary): string {
  const total = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(faults).map(([kind, count]) => `${kind} ${count}`);
  return [
    'chaos',
    ...Object.entries(figures).map(([name, value]) => `${name}=${value}`),
    `faults=${total} (${kinds.join(', ')})`,
    `violations=${violations}`,
    `recovered in ${recoverySeconds} s`,
  ].join(' ');
}
