import { extname } from 'node:path';
import type { Client, RunSummaryView } from '@ag06/client';
import { type Arguments, parseArguments, readChoice, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { PATIENCE_FLAGS, readPatienceMs } from '../patience.ts';
import { printable } from '../printable.ts';
import { readDuration } from '../read-duration.ts';
import { readJson } from '../read-json.ts';
import { followToEnd } from './follow-to-end.ts';
import { warnOfUnserved } from './warn-of-unserved.ts';
import { pushFile } from './workflows.ts';

const FLAGS = {
  input: { type: 'string' },
  file: { type: 'string', short: 'f' },
  follow: { type: 'boolean', short: 'F' },
  priority: { type: 'string' },
  tag: { type: 'string', multiple: true },
  key: { type: 'string' },
  'correlation-id': { type: 'string' },
  timeout: { type: 'string' },
  delay: { type: 'string' },
  ...PATIENCE_FLAGS,
} as const;

const PRIORITIES = [
  'critical',
  'high',
  'normal',
  'low',
  'bulk',
] as const satisfies readonly RunSummaryView['priority'][];

/**
 * `ag06 run NAME|./FILE|-f FILE`. Exits with 0 if the run completed (without `--follow`: was accepted), else with 1.
 */
export async function runWorkflow(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const patienceMs = readPatienceMs(parsed);
  const input = readJson('--input', parsed.text('input') ?? 'null');
  const workflow = await findWorkflow(parsed, client, output);
  const taken = await client.submit(workflow, input, {
    tags: parsed.texts('tag'),
    priority: readChoice(parsed, 'priority', PRIORITIES),
    timeout: readDuration(parsed, 'timeout'),
    delay: readDuration(parsed, 'delay'),
    // Without one, the client makes a key, so that a submission may be sent again to another dispatcher.
    dedupeKey: readHeader(parsed, 'key'),
    correlationId: readHeader(parsed, 'correlation-id'),
  });
  if (!parsed.flag('follow')) {
    output.text(`${taken.runId}  ${taken.status}`);
    output.json(taken);
    // A file was told of by its push.
    if (workflow === parsed.positionals[0])
      await warnOfUnserved({ workflow, runId: taken.runId }, client, output);
    return EXIT.ok;
  }
  output.text(`run ${taken.runId}`);
  return followToEnd(taken.runId, patienceMs, client, output);
}

/** Returns the given name, or that of the given file, which is pushed. Prints the warnings of the push. */
async function findWorkflow(parsed: Arguments, client: Client, output: Output): Promise<string> {
  const given = parsed.text('file');
  if (given !== undefined && parsed.positionals.length > 0)
    throw new UsageError(`Either a workflow or a file: "${parsed.positionals[0]}", or -f ${given}.`);
  const word = given ?? requireWord(parsed, 0, 'the name of a workflow, or a file (./FILE or -f FILE)');
  if (given === undefined && !isFile(word)) return word;
  const { name, warnings } = await pushFile(client, word);
  for (const warning of warnings) output.note(`warning: ${printable(warning)}`);
  return name;
}

/** Whether a word is a path or has the ending of a definition. Any other word is a name, even if a file has it. */
const isFile = (word: string): boolean =>
  word === '-' ||
  /[/\\]/.test(word) ||
  ['.yaml', '.yml', '.json', '.ts', '.mts', '.js', '.mjs'].includes(extname(word));

/** Reads a flag that is sent as a header. Throws `UsageError` for characters that a header cannot have. */
function readHeader(parsed: Arguments, flag: string): string | undefined {
  const value = parsed.text(flag);
  if (value === undefined || /^[\x20-\x7e]*$/.test(value)) return value;
  throw new UsageError(`--${flag} takes printable ASCII characters, got "${printable(value)}".`);
}
