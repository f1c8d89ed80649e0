import type { Client, ComparedStep, StepDifference } from '@ag06/client';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { renderTook } from '../render-attempt.ts';

const FLAGS = { 'exit-code': { type: 'boolean' } } as const;
/** Characters of a value that differs. */
const SHOWN_MAX = 400;

/** `ag06 runs diff A B` compares two runs step by step. With `--exit-code` it exits with 1 if an outcome differs. */
export async function showDiff(
  args: readonly string[],
  checkRunId: (runId: string) => string,
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 2);
  const a = checkRunId(requireWord(parsed, 0, 'a run id'));
  const b = checkRunId(requireWord(parsed, 1, 'the id of another run'));
  const steps: StepDifference[] = [];
  for await (const step of client.forks.diff(a, b)) steps.push(step);
  output.json({ a, b, steps });
  output.table(
    ['step', 'differs in', 'status', 'attempts', 'took'],
    steps.map((step) => [
      step.step,
      step.differs.join(', ') || '-',
      toPair(step, ({ status }) => status),
      toPair(step, ({ attempts }) => String(attempts)),
      toPair(step, ({ tookMs }) => renderTook(tookMs) ?? '-'),
    ]),
  );
  for (const step of steps) for (const line of renderValues(step)) output.text(line);
  const differs = steps.some((step) => step.differs.some((part) => part !== 'input'));
  return differs && parsed.flag('exit-code') ? EXIT.failed : EXIT.ok;
}

/** One text if both are alike. */
function toPair({ a, b }: StepDifference, read: (step: ComparedStep) => string): string {
  const [left, right] = [a === undefined ? 'none' : read(a), b === undefined ? 'none' : read(b)];
  return left === right ? left : `${left} → ${right}`;
}

function* renderValues({ step, a, b, differs, unknown }: StepDifference): Iterable<string> {
  for (const part of differs) {
    if (part === 'status') continue;
    yield `${step} ${part}:`;
    yield `  - ${toShort(a?.[part])}`;
    yield `  + ${toShort(b?.[part])}`;
  }
  if (unknown.length > 0) yield `${step}: ${unknown.join(' and ')} not compared, because it is not shown`;
}

function toShort(value: unknown): string {
  const text = printable(JSON.stringify(value) ?? 'nothing');
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}… (ag06 runs show shows all)`;
}
