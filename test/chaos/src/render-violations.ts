import type { ChaosReport } from './run-chaos.ts';

const SHOWN = 30;
const EVENTS_SHOWN = 60;

/** Each violation with the log of its run and what its handlers wrote down. */
export function renderViolations({ violations, history, folder }: ChaosReport): string[] {
  const lines = violations.slice(0, SHOWN).flatMap(({ invariant, runId, what }) => {
    const run = history.runs.find((candidate) => candidate.runId === runId);
    const effects = runId === undefined ? [] : history.effects.filter((effect) => effect.runId === runId);
    return [
      `${invariant} ${runId ?? ''} ${what}`,
      ...(run === undefined ? [] : [`    ${run.run.workflow}, ${run.run.status}`]),
      ...(run?.events ?? []).slice(0, EVENTS_SHOWN).map(renderEvent),
      ...effects.map(({ kind, step, attempt, pid, call, wallAt }) =>
        ['   ', new Date(wallAt).toISOString(), 'handler', kind, step, attempt, `pid ${pid}`, call].join(' '),
      ),
    ];
  });
  const more = violations.length - SHOWN;
  return [
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(folder === undefined ? [] : [`The history and the logs of all processes are in ${folder}`]),
  ];
}

function renderEvent(event: ChaosReport['history']['runs'][number]['events'][number]): string {
  const { seq, type, at, step, attempt, correlationId: _, traceId: __, input: ___, ...detail } = event;
  return `    ${at} ${seq} ${type} ${step ?? ''} ${attempt ?? ''} ${JSON.stringify(detail)}`;
}
