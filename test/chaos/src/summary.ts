import type { ChaosOptions, ChaosReport } from './run-chaos.ts';

/** What a chaos run comes to, in figures. */
export function summarise(
  { seed, minutes }: Pick<ChaosOptions, 'seed' | 'minutes'>,
  { history, violations }: ChaosReport,
) {
  const withStatus = (status: string) => history.runs.filter((run) => run.status === status).length;
  const events = history.runs.flatMap((run) => run.events);
  return {
    seed,
    minutes,
    runs: history.runs.length,
    acknowledged: history.submissions.filter((submission) => submission.outcome === 'acknowledged').length,
    unknown: history.submissions.filter((submission) => submission.outcome === 'unknown').length,
    completed: withStatus('completed'),
    failed: withStatus('failed'),
    cancelled: withStatus('cancelled'),
    effects: history.effects.length,
    redelivered: events.filter((event) => event.type === 'step.redelivered').length,
    ignored: events.filter((event) => event.type === 'step.result_ignored').length,
    faults: history.faults,
    violations: violations.length,
    recoverySeconds: Math.round(history.recoveryMs / 100) / 10,
  };
}

export function renderSummary(summary: ReturnType<typeof summarise>): string {
  const figures = Object.entries(summary).map(([name, value]) =>
    typeof value === 'object'
      ? `${name}=${Object.values(value).reduce((sum, count) => sum + count, 0)} (${Object.entries(value)
          .map(([kind, count]) => `${kind} ${count}`)
          .join(', ')})`
      : `${name}=${value}`,
  );
  return `chaos ${figures.join(' ')}`;
}
