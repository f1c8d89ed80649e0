import type { RunView, StepView } from '@ag06/client';
import { printable, printableJson } from './printable.ts';
import { type Attempt, renderAttempt, renderTook } from './render-attempt.ts';
import { renderAttributes } from './render-attributes.ts';
import { renderWait } from './render-wait.ts';
import { renderTable, type TableOptions } from './table.ts';

/** The fields of a run that are shown. */
type ShownRun = Pick<
  RunView,
  'runId' | 'workflow' | 'status' | 'createdAt' | 'forkedFrom' | 'attributes' | 'steps' | 'output' | 'error'
>;

/** The attempts of each step, from the log; absent for a step that has not begun. */
export type AttemptsOfSteps = ReadonlyMap<string, readonly Attempt[]>;

/** Renders a run and its steps. `isVerbose` adds every failed attempt with its stack. */
export function renderRun(
  run: ShownRun,
  attempts: AttemptsOfSteps,
  isVerbose: boolean,
  tables: TableOptions = {},
): string[] {
  const steps = Object.entries(run.steps);
  const lines = [
    `${run.runId}  ${run.workflow}  ${run.status}  ${run.createdAt}`,
    ...(run.forkedFrom === undefined ? [] : [renderOrigin(run.forkedFrom)]),
    ...(run.attributes === undefined ? [] : [renderAttributes(run.attributes)]),
    renderSteps(steps, attempts, tables),
  ];
  for (const [id] of steps) {
    const failed = (attempts.get(id) ?? []).filter(({ error }) => error !== undefined);
    const shown = isVerbose ? failed : failed.slice(-1);
    for (const attempt of shown) lines.push('', ...renderAttempt(id, attempt, isVerbose));
  }
  if (run.error !== undefined)
    lines.push('', `error: ${printable(run.error.code)} ${printable(run.error.message)}`);
  if (run.output !== undefined) lines.push(printableJson(run.output, 2));
  return lines;
}

/** Names the run of which this one is a fork. */
export const renderOrigin = ({ runId, seq, step, effects }: NonNullable<RunView['forkedFrom']>): string =>
  `fork of ${runId} from ${step === undefined ? `event ${seq}` : step}, ${effects} effects`;

function renderSteps(
  steps: readonly (readonly [string, StepView])[],
  attempts: AttemptsOfSteps,
  tables: TableOptions,
): string {
  const columns: Record<string, (id: string, step: StepView) => unknown> = {
    step: (id) => id,
    status: (_, { status }) => status,
    iteration: (_, { iteration }) => iteration,
    attempt: (_, { attempt }) => attempt,
    items: (_, { items }) => items && renderItems(items),
    took: (id) => renderTook(attempts.get(id)?.at(-1)?.durationMs),
    worker: (id) => attempts.get(id)?.at(-1)?.worker,
    'waits for': (_, { waitsFor }) => renderWait(waitsFor),
  };
  const always = ['step', 'status', 'attempt'];
  const all = Object.entries(columns).map(([heading, of]) => ({
    heading,
    cells: steps.map(([id, step]) => of(id, step)),
  }));
  const shown = all.filter(({ heading, cells }) => always.includes(heading) || cells.some((cell) => cell));
  return renderTable(
    shown.map(({ heading }) => heading),
    steps.map((_, i) => shown.map(({ cells }) => cells[i])),
    tables,
  );
}

function renderItems({ total, completed, failed }: NonNullable<StepView['items']>): string {
  return `${completed + failed}/${total}${failed === 0 ? '' : `, ${failed} failed`}`;
}
