import type { Client } from '@ag06/client';
import { parseArguments, readChoice, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { readJson } from '../read-json.ts';

const FORK_FLAGS = {
  from: { type: 'string' },
  input: { type: 'string' },
  version: { type: 'string' },
  effects: { type: 'string' },
  allow: { type: 'string', multiple: true },
  key: { type: 'string' },
} as const;

/** `ag06 runs fork RUN --from STEP|EVENT` starts a run with the outcomes of another. Nothing acts unless it is allowed. */
export async function forkRun(
  args: readonly string[],
  checkRunId: (runId: string) => string,
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FORK_FLAGS, 1);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const from = parsed.text('from');
  if (from === undefined) throw new UsageError('Missing: --from, with a step or the number of an event.');
  const effects = readChoice(parsed, 'effects', ['recorded', 'live']) ?? 'recorded';
  const input = parsed.text('input');
  const allow = parsed.texts('allow');
  const key = parsed.text('key');
  const forked = await client.forks.start(runId, {
    from: /^\d{1,15}$/.test(from) ? Number(from) : from,
    effects,
    version: parsed.text('version'),
    ...(input !== undefined && { input: readJson('--input', input) }),
    ...(allow.length > 0 && { allow }),
    ...(key !== undefined && { key }),
  });
  output.json(forked);
  output.text(`${forked.runId} ${forked.status}, with the outcomes of ${forked.kept} steps of ${runId}`);
  for (const { step, because } of forked.again) output.text(`  ${step} is done again: ${printable(because)}`);
  for (const step of forked.dropped) output.text(`  ${step} is left out: its version has no such step`);
  return EXIT.ok;
}

const ALLOW_FLAGS = { by: { type: 'string' } } as const;
const NAMES_MAX = 100;

/** `ag06 runs allow RUN NAME...` lets agents and workflows act for real in a fork. */
export async function allowNames(
  args: readonly string[],
  checkRunId: (runId: string) => string,
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, ALLOW_FLAGS, 1 + NAMES_MAX);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  requireWord(parsed, 1, 'the name of an agent or a workflow');
  const names = parsed.positionals.slice(1);
  const answer = await client.forks.allow(runId, names, { by: parsed.text('by') });
  output.json(answer);
  output.text(`${answer.runId} ${answer.status}: ${names.join(', ')} may act`);
  return EXIT.ok;
}
