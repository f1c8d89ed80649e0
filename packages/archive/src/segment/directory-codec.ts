import { readCount, readOptional, readRunStatus, readText, unreadable } from '@ag06/store';
import { brokenSegment } from './archive-error.ts';
import type { Directory, DirectoryMark, DirectoryRun } from './directory.ts';
import { inTurns, RUNS_A_TURN } from './in-turns.ts';
import { readMeta } from './read-meta.ts';

type Row = readonly unknown[];

/** Each run has a line of its own, so that readers parse some of them a turn. Older programs read it as one JSON text. */
const RUNS_BEGIN = '{"runs":[\n';
const RUNS_END = '\n],';

/** The heap that a directory takes, as measured, by the characters of its text. */
const HEAP_PER_CHAR = 3.5;

/** A directory that was read, and about how many bytes it takes in memory. */
export interface ReadDirectory extends Directory {
  readonly heapBytes: number;
}

export async function encodeDirectory({ runs, blocks, definitions }: Directory): Promise<string> {
  const lines: string[] = [];
  await inTurns(runs, RUNS_A_TURN, (run) => lines.push(JSON.stringify(toRow(run))));
  const rest = JSON.stringify({
    blocks: blocks.map(({ from, chars, at, bytes }) => [from, chars, at, bytes]),
    definitions: definitions.map(({ tenant, name, version, from, length }) => [
      ...[tenant, name, version, from, length],
    ]),
    // Apart from the rows of runs: older programs pass over what they do not know here.
    errors: runs.flatMap(({ error }, i) => (error === undefined ? [] : [toErrorRow(i, error)])),
  });
  return `${RUNS_BEGIN}${lines.join(',\n')}${RUNS_END}${rest.slice(1)}`;
}

const toErrorRow = (run: number, { code, step }: NonNullable<DirectoryRun['error']>): Row =>
  step === undefined ? [run, code] : [run, code, step];

const toRow = (run: DirectoryRun): Row => [
  run.runId,
  run.status,
  run.createdAt,
  run.finishedAt,
  run.meta,
  run.endedBy,
  run.events,
  run.archivedAt,
  run.keptMs ?? null,
  run.from,
  run.length,
  ...(run.marks === undefined ? [] : [run.marks.map(({ from, place }) => [from, ...place])]),
];

/** Throws ARCHIVE_SEGMENT_BROKEN. */
export async function decodeDirectory(key: string, text: string): Promise<ReadDirectory> {
  try {
    const { lines, rest } = splitRuns(text);
    const parsed: Record<string, unknown> = JSON.parse(rest);
    const { runs: rows = [], blocks, definitions, errors = [] } = parsed;
    const runs: DirectoryRun[] = [];
    await inTurns(readRows('runs', rows), RUNS_A_TURN, (row) => runs.push(readRun(row)));
    await inTurns(lines, RUNS_A_TURN, (line) => runs.push(readRun(readRow('run', JSON.parse(line)))));
    const byRun = new Map(readRows('errors', errors).map(readError));
    return {
      runs: byRun.size === 0 ? runs : runs.map((run, i) => withError(run, byRun.get(i))),
      blocks: readRows('blocks', blocks).map(([from, chars, at, bytes]) => ({
        from: readCount('from', from),
        chars: readCount('chars', chars),
        at: readCount('at', at),
        bytes: readCount('bytes', bytes),
      })),
      definitions: readRows('definitions', definitions).map(([tenant, name, version, from, length]) => ({
        tenant: readText('tenant', tenant),
        name: readText('name', name),
        version: readText('version', version),
        from: readCount('from', from),
        length: readCount('length', length),
      })),
      heapBytes: text.length * HEAP_PER_CHAR,
    };
  } catch (error) {
    throw brokenSegment(key, 'its directory cannot be read', error);
  }
}

/** The lines of runs, where each has one, and all else as one JSON text. No line has a line break within. */
function splitRuns(text: string): { readonly lines: Iterable<string>; readonly rest: string } {
  if (!text.startsWith(RUNS_BEGIN)) return { lines: [], rest: text };
  const end = text.indexOf(RUNS_END, RUNS_BEGIN.length - 1);
  if (end < 0) throw unreadable('runs', 'lines of runs', text.slice(0, 100));
  return { lines: linesBetween(text, RUNS_BEGIN.length, end), rest: `{${text.slice(end + RUNS_END.length)}` };
}

/** All lines but the last end with a comma. */
function* linesBetween(text: string, from: number, end: number): Iterable<string> {
  for (let at = from; at < end; ) {
    const next = text.indexOf(',\n', at);
    const last = next < 0 || next > end ? end : next;
    yield text.slice(at, last);
    at = last + 2;
  }
}

function readRun([
  id,
  status,
  created,
  finished,
  meta,
  by,
  events,
  archived,
  kept,
  from,
  length,
  marks,
]: Row): DirectoryRun {
  const keptMs = readOptional(readCount, 'keptMs', kept);
  return {
    runId: readText('runId', id),
    status: readRunStatus('status', status),
    createdAt: readCount('createdAt', created),
    finishedAt: readCount('finishedAt', finished),
    meta: readMeta(meta),
    endedBy: readText('endedBy', by),
    events: readCount('events', events),
    archivedAt: readCount('archivedAt', archived),
    ...(keptMs !== undefined && { keptMs }),
    from: readCount('from', from),
    length: readCount('length', length),
    ...(marks !== undefined && { marks: readRows('marks', marks).map(readMark) }),
  };
}

const readError = ([run, code, step]: Row): [number, NonNullable<DirectoryRun['error']>] => [
  readCount('run', run),
  { code: readText('code', code), ...(step !== undefined && { step: readText('step', step) }) },
];

const withError = (run: DirectoryRun, error: DirectoryRun['error']): DirectoryRun =>
  error === undefined ? run : { ...run, error };

const readMark = ([from, kind, step, number]: Row): DirectoryMark => ({
  from: readCount('from', from),
  place: [readText('kind', kind), readText('step', step), readCount('number', number)],
});

function readRows(name: string, value: unknown): readonly Row[] {
  if (!Array.isArray(value)) throw unreadable(name, 'a list', value);
  return value.map((row) => readRow(name, row));
}

function readRow(name: string, row: unknown): Row {
  if (!Array.isArray(row)) throw unreadable(name, 'a list', row);
  return row;
}
