import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Client, RefusedError, type RunFilter, UnreachableError } from '@ag06/client';
import { HistoryEnd } from '@ag06/contracts/api';
import { type Arguments, parseArguments } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { keepHeapSmall } from '../history/keep-heap-small.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

const FLAGS = {
  into: { type: 'string' },
  workflow: { type: 'string' },
  status: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  'correlation-id': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  all: { type: 'boolean' },
} as const;
const RUNS_MAX = 1_000;
/** Ids are names of files. */
const RUN_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * `ag06 archive restore`: writes archived runs as histories into a folder. A file is there as a whole or not at all, and
 * one that is there is left, so the command may be repeated. A run that cannot be written is named, and the others are.
 */
export async function restoreRuns(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, RUNS_MAX);
  const folder = parsed.text('into');
  if (folder === undefined) throw new UsageError('Say where to: --into FOLDER.');
  const runIds = readRuns(parsed, client);
  keepHeapSmall();
  await mkdir(folder, { recursive: true });
  let [written, left] = [0, 0];
  const failed: { readonly runId: string; readonly code: string; readonly message: string }[] = [];
  for await (const runId of runIds) {
    output.progress?.(`${counted(written, 'run')} written to ${printable(folder)}`);
    try {
      if (await restoreRun(client, runId, folder)) written++;
      else left++;
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof HistoryCutOff)) throw error;
      failed.push({ runId, code: error.code, message: error.message });
      output.text(`${printable(runId)}  ${error.code}: ${printable(error.message)}`);
    }
  }
  output.json({ folder, written, left, failed });
  const others = left === 0 ? '' : `, there already: ${left}`;
  output.text(
    `${counted(written, 'run')} written to ${printable(folder)}${others}. Replay them: ag06 runs replay ${printable(folder)}`,
  );
  return failed.length === 0 ? EXIT.ok : EXIT.failed;
}

/** The runs that are named, or those of the archive that the filters select. Throws `UsageError`. */
function readRuns(
  { positionals, text, texts, flag }: Arguments,
  client: Client,
): Iterable<string> | AsyncIterable<string> {
  const filter: RunFilter = {
    workflow: text('workflow'),
    status: texts('status'),
    tag: texts('tag'),
    correlationId: text('correlation-id'),
    from: text('from'),
    to: text('to'),
  };
  const isFiltered = Object.values(filter).some((value) => value !== undefined && String(value) !== '');
  const ways = [positionals.length > 0, isFiltered, flag('all')].filter(Boolean).length;
  if (ways !== 1)
    throw new UsageError('Say which runs: their ids, or filters, or --all for every archived run.');
  const wrong = positionals.find((runId) => !RUN_ID.test(runId));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no id of a run.`);
  return positionals.length > 0 ? positionals : idsOf(client, filter);
}

async function* idsOf(client: Client, filter: RunFilter): AsyncIterable<string> {
  for await (const { runId } of client.archive.runs(filter)) if (RUN_ID.test(runId)) yield runId;
}

/** Returns whether it wrote the file. Of a run that cannot be read no file is left. */
async function restoreRun(client: Client, runId: string, folder: string): Promise<boolean> {
  const path = join(folder, `${runId}.json`);
  if (await exists(path)) return false;
  const unfinished = join(folder, `.${runId}.unfinished`);
  // It is open before anything can fail, so that nothing creates it after its removal.
  const file = await open(unfinished, 'w');
  try {
    await pipeline(historyOf(client, runId), file.createWriteStream({ flush: true }));
    await rename(unfinished, path);
    return true;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** The text of a whole history. Throws `HistoryCutOff` if it ends before its end. */
async function* historyOf(client: Client, runId: string): AsyncIterable<string> {
  let last = '';
  try {
    for await (const lines of client.history.exportPages(runId)) {
      if (lines.length > 0) yield `${lines.join('\n')}\n`;
      last = lines.at(-1) ?? last;
    }
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UnreachableError) throw error;
    throw new HistoryCutOff(runId, error);
  }
  if (!isEnd(last)) throw new HistoryCutOff(runId);
}

/** An end is short; events are of any size. */
const isEnd = (line: string): boolean =>
  line.startsWith('{"end"') && HistoryEnd.safeParse(JSON.parse(line)).success;

/** The dispatcher began to send a history, and could not read on. */
class HistoryCutOff extends Error {
  override readonly name = 'HistoryCutOff';
  readonly code = 'HISTORY_CUT_OFF';

  constructor(runId: string, cause?: unknown) {
    super(
      `The history of ${runId} ended too early. The log of the dispatcher says why; \`ag06 archive verify\` finds broken segments.`,
      { cause },
    );
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
