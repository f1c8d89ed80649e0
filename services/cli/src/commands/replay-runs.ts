import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@ag06/client';
import { RUN_ID_PATTERN } from '@ag06/contracts';
import { parseArguments, requireWord } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { readPlans } from '../history/find-plans.ts';
import { keepHeapSmall } from '../history/keep-heap-small.ts';
import { readHistory } from '../history/read-history.ts';
import { readLines } from '../history/read-lines.ts';
import { type Replayed, replayHistory } from '../history/replay-history.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

const FLAGS = { definition: { type: 'string' } } as const;
const MOST = 100;
const ENDINGS = /\.(?:json|jsonl|ndjson)$/;

interface Source {
  readonly name: string;
  lines(): AsyncGenerator<readonly string[], void, void>;
}

/**
 * `ag06 runs replay RUN|FILE|FOLDER...` decides runs again with the engine of this version. Exit 1 if one of them would be
 * decided otherwise, or cannot be read.
 */
export async function replayRuns(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, MOST);
  keepHeapSmall();
  requireWord(parsed, 0, 'a run id, a file or a folder of exports');
  const file = parsed.text('definition');
  const plans = file === undefined ? new Map() : await readPlans(file);
  const sources = parsed.positionals.flatMap((word) => findSources(word, client));
  const all: Replayed[] = [];
  for (const [i, source] of sources.entries()) {
    output.progress?.(`${i} of ${counted(sources.length, 'run')} replayed`);
    const replayed = await replay(source, plans);
    all.push(replayed);
    for (const line of render(replayed)) output.text(line);
  }
  output.json({ replays: all });
  const wrong = all.filter(isWrong).length;
  if (all.length > 1)
    output.text(`${all.length} runs, ${wrong === 0 ? 'no differences' : `${wrong} with a difference`}`);
  return wrong === 0 ? EXIT.ok : EXIT.failed;
}

const isWrong = ({ difference, problem }: Replayed): boolean =>
  difference !== undefined || problem !== undefined;

function findSources(word: string, client: Client): readonly Source[] {
  const stat = statSync(word, { throwIfNoEntry: false });
  if (stat === undefined) {
    if (RUN_ID_PATTERN.test(word)) return [{ name: word, lines: () => client.history.exportPages(word) }];
    throw new UsageError(`There is no file or folder "${printable(word)}", and no run has such an id.`);
  }
  const files = stat.isDirectory() ? findExports(word) : [word];
  if (files.length === 0)
    throw new UsageError(
      `The folder "${printable(word)}" has no exports, which are files such as order.json.`,
    );
  return files.map((name) => ({ name, lines: () => readLines(name) }));
}

const findExports = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ENDINGS.test(name))
    .sort()
    .map((name) => join(folder, name));

/** A file that cannot be read does not keep the others from being replayed. */
async function replay(
  { name, lines }: Source,
  plans: Parameters<typeof replayHistory>[2],
): Promise<Replayed> {
  try {
    return await replayHistory(name, await readHistory(lines(), name), plans);
  } catch (error) {
    if (error instanceof UsageError) return { name, problem: error.message };
    throw error;
  }
}

function render({ name, runId, workflow, events, unjudged, difference, problem }: Replayed): string[] {
  const of = [name === runId ? '' : printable(name), runId, workflow].filter((word) => word).join('  ');
  if (problem !== undefined) return [`not replayed  ${of}`, `  ${printable(problem)}`];
  const taken = unjudged === undefined ? '' : `, ${unjudged} taken as they were: they read large outputs`;
  if (difference === undefined) return [`same  ${of}  ${events} events${taken}`];
  const { seq, type, recorded, now } = difference;
  return [
    `differs  ${of}  at event ${seq}, ${type}`,
    `  recorded: ${printable(recorded)}`,
    `  now: ${printable(now)}`,
  ];
}
