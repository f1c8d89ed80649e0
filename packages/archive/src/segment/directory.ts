import { RunMeta } from '@ag06/protocol';
import { type RunSummary, readCount, readOptional, readRunStatus, readText, unreadable } from '@ag06/store';
import { brokenSegment } from './archive-error.ts';

/** What a segment has, and where. Places are counted in characters of its lines, as if no block had been compressed. */
export interface Directory {
  /** Newest first, as lists have them. */
  readonly runs: readonly DirectoryRun[];
  readonly blocks: readonly DirectoryBlock[];
  readonly definitions: readonly DirectoryDefinition[];
}

export interface DirectoryRun extends RunSummary {
  readonly finishedAt: number;
  /** The id of the command that ended it, and its number of events: a run that still has both is as it was archived. */
  readonly endedBy: string;
  readonly events: number;
  /** Since when it is in the archive. */
  readonly archivedAt: number;
  /** How long it is kept from its end, as its workflow says; undefined if it says nothing. */
  readonly keptMs?: number;
  readonly from: number;
  readonly length: number;
  /** Of a run over several blocks: the first line of each, by what it is about. */
  readonly marks?: readonly DirectoryMark[];
}

export interface DirectoryMark {
  readonly from: number;
  /** The kind of the line, its step and its number, as `readPlace` gives them. */
  readonly place: LinePlace;
}

export type LinePlace = readonly [kind: string, step: string, number: number];

export interface DirectoryBlock {
  readonly from: number;
  readonly chars: number;
  /** In the object. */
  readonly at: number;
  readonly bytes: number;
}

/** The definition of a workflow that a run of this segment has. */
export interface DirectoryDefinition {
  readonly tenant: string;
  readonly name: string;
  readonly version: string;
  readonly from: number;
  readonly length: number;
}

type Row = readonly unknown[];

export function encodeDirectory({ runs, blocks, definitions }: Directory): string {
  return JSON.stringify({
    runs: runs.map((run) => [
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
    ]),
    blocks: blocks.map(({ from, chars, at, bytes }) => [from, chars, at, bytes]),
    definitions: definitions.map(({ tenant, name, version, from, length }) => [
      ...[tenant, name, version, from, length],
    ]),
  });
}

/** Throws ARCHIVE_SEGMENT_BROKEN. */
export function decodeDirectory(key: string, text: string): Directory {
  try {
    const { runs, blocks, definitions }: { runs?: unknown; blocks?: unknown; definitions?: unknown } =
      JSON.parse(text);
    return {
      runs: readRows('runs', runs).map(readRun),
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
    };
  } catch (error) {
    throw brokenSegment(key, 'its directory cannot be read', error);
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
    meta: RunMeta.parse(meta),
    endedBy: readText('endedBy', by),
    events: readCount('events', events),
    archivedAt: readCount('archivedAt', archived),
    ...(keptMs !== undefined && { keptMs }),
    from: readCount('from', from),
    length: readCount('length', length),
    ...(marks !== undefined && { marks: readRows('marks', marks).map(readMark) }),
  };
}

const readMark = ([from, kind, step, number]: Row): DirectoryMark => ({
  from: readCount('from', from),
  place: [readText('kind', kind), readText('step', step), readCount('number', number)],
});

function readRows(name: string, value: unknown): readonly Row[] {
  if (!Array.isArray(value)) throw unreadable(name, 'a list', value);
  return value.map((row) => {
    if (!Array.isArray(row)) throw unreadable(name, 'a list of lists', row);
    return row;
  });
}
