import type { Client, StepDetailView } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printableJson } from '../printable.ts';
import { printable } from '../render.ts';
import { renderAttempt, renderTook } from '../render-attempt.ts';
import { renderWait } from '../render-wait.ts';
import { renderTable, type TableOptions } from '../table.ts';

/** Characters of a value without `--verbose`. */
const SHOWN_MAX = 2_000;

/** `ag06 runs show RUN STEP [--item N] [--verbose]` prints the input of a step, its result, and its attempts. */
export async function showStep(
  runId: string,
  name: string,
  item: number | undefined,
  isVerbose: boolean,
  client: Client,
  output: Output,
): Promise<number> {
  const step = await client.step(runId, name, { item });
  output.json(step);
  for (const line of renderStep(step, isVerbose, output.tables)) output.text(line);
  return EXIT.ok;
}

function renderStep(step: StepDetailView, isVerbose: boolean, tables: TableOptions): string[] {
  const item = step.item === undefined ? '' : ` item ${step.item}`;
  const wait = renderWait(step.waitsFor);
  const lines = [
    `${step.runId}  ${step.step}${item}${step.agent === undefined ? '' : `  ${step.agent}`}  ${step.status}`,
    ...(wait === '' ? [] : [`waits for ${wait}`]),
    ...renderValue('input', step.input, step.omitted?.input, isVerbose),
    ...renderValue('output', step.output, step.omitted?.output, isVerbose),
  ];
  if (step.error !== undefined)
    lines.push(`error: ${printable(step.error.code)} ${printable(step.error.message)}`);
  if (step.attempts.length > 0) lines.push('', renderAttempts(step, tables));
  const failed = step.attempts.filter(({ error }) => error !== undefined);
  for (const attempt of isVerbose ? failed : failed.slice(-1))
    lines.push('', ...renderAttempt(step.step, attempt, isVerbose));
  if (step.attemptsCut) lines.push('The log of the run is too long to be read for all attempts.');
  return lines;
}

function renderAttempts({ attempts }: StepDetailView, tables: TableOptions): string {
  const isRepeated = attempts.some(({ iteration }) => iteration !== undefined);
  return renderTable(
    [...(isRepeated ? ['iteration'] : []), 'attempt', 'outcome', 'worker', 'started', 'waited', 'took'],
    attempts.map((made) => [
      ...(isRepeated ? [made.iteration ?? 0] : []),
      made.round === undefined ? made.attempt : `${made.attempt} (retry ${made.round})`,
      made.outcome,
      // A step that runs a workflow has a child in the place of a worker.
      made.worker ?? made.runId,
      made.startedAt?.slice(11, 23),
      renderTook(made.waitMs),
      renderTook(made.durationMs),
    ]),
    tables,
  );
}

function renderValue(
  name: string,
  value: unknown,
  omitted: string | undefined,
  isVerbose: boolean,
): string[] {
  if (value === undefined) return omitted === undefined ? [] : [`${name}: (not shown) ${printable(omitted)}`];
  const text = printableJson(value, 2);
  const isShort = isVerbose || text.length <= SHOWN_MAX;
  return [`${name}: ${isShort ? text : `${text.slice(0, SHOWN_MAX)}… (--verbose shows all)`}`];
}
