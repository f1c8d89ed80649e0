import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseJson } from '@ag06/engine';
import type { Api } from '../api.ts';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { followRun, type RunResult } from '../follow-run.ts';
import type { Output } from '../output.ts';
import { printable } from '../render.ts';
import { pushFile } from './workflows.ts';

const FLAGS = {
  input: { type: 'string' },
  follow: { type: 'boolean', short: 'f' },
  priority: { type: 'string' },
  tag: { type: 'string', multiple: true },
  key: { type: 'string' },
  'correlation-id': { type: 'string' },
  timeout: { type: 'string' },
  delay: { type: 'string' },
} as const;

/** `ag06 run NAME|FILE`: exit 0 if the run completed (or was taken, without `--follow`), 1 if it did not. */
export async function runWorkflow(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const word = requireWord(parsed, 0, 'the name of a workflow, or a file with its definition');
  const input = readInput(parsed.text('input') ?? 'null');
  const workflow = isFile(word) ? await push(api, word) : word;
  const body = {
    workflow,
    input,
    tags: parsed.texts('tag'),
    ...optional('priority', parsed.text('priority')),
    ...optional('timeout', parsed.text('timeout')),
    ...optional('delay', parsed.text('delay')),
  };
  const headers = {
    ...optional('idempotency-key', parsed.text('key')),
    ...optional('x-correlation-id', parsed.text('correlation-id')),
  };
  const taken = await api.post<{ runId: string; status: string; correlationId: string }>(
    '/v1/runs',
    body,
    headers,
  );
  if (!parsed.flag('follow')) {
    output.text(`${taken.runId}  ${taken.status}`);
    output.json(taken);
    return EXIT.ok;
  }
  return follow(api, taken.runId, output);
}

/** The warnings of a push go to the error stream: what is printed is the run's. */
async function push(api: Api, file: string): Promise<string> {
  const { name, warnings } = await pushFile(api, file);
  for (const warning of warnings) process.stderr.write(`warning: ${printable(warning)}\n`);
  return name;
}

async function follow(api: Api, runId: string, output: Output): Promise<number> {
  output.text(`run ${runId}`);
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  try {
    const result = await followRun(api, runId, output, stopped.signal);
    report(result, output);
    return result.status === 'completed' ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    output.text(`The run goes on. Stop it with: ag06 runs cancel ${runId}`);
    return EXIT.failed;
  }
}

function report(result: RunResult, output: Output): void {
  output.json(result);
  if (result.error === undefined) output.text(JSON.stringify(result.output, null, 2));
  else output.text(`${result.status}: ${printable(result.error.code)} ${printable(result.error.message)}`);
}

const isFile = (word: string): boolean =>
  ['.yaml', '.yml', '.json', '.ts', '.js', '.mjs'].includes(extname(word)) || existsSync(word);

const optional = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };

function readInput(text: string): unknown {
  try {
    return parseJson(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--input takes JSON, or @file with JSON: ${reason}`, { cause });
  }
}
