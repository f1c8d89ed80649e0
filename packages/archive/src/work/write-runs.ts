import { type RunRecord, type Store, toListedError } from '@ag06/store';
import { type SegmentBody, SpillError } from '../segment/segment-body.ts';
import { type Line, SegmentWriter, type WrittenSegment } from '../segment/segment-writer.ts';
import { dumpRun } from './dump-run.ts';

export interface WriteRunsParts {
  readonly store: Pick<Store, 'runs' | 'workflows' | 'blobs'>;
  /** How long a run is kept from its end, as its definition says; undefined if that says nothing. */
  readonly keptMsOf: (run: RunRecord) => Promise<number | undefined>;
  /** Whether this process is still the one that archives. Asked between any two steps that take long. */
  readonly isHolder: () => Promise<boolean>;
  /** Where the bytes of a segment go until it is put; by default, `SegmentBody` with its bound. */
  readonly createBody?: (() => SegmentBody) | undefined;
}

interface OnUnreadable {
  readonly onUnreadable: (runId: string, error: unknown) => void;
}

/** Runs that are read at once, if they are small. */
const AT_ONCE = 8;
/** Units of a run that is small enough to be read whole, beside others. */
const SMALL_UNITS = 20;
/** Characters of a run that are read beside those of others. */
const AHEAD_CHARS = 1024 * 1024;
/** A segment takes no further runs beyond this. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

interface ReadRun {
  readonly run: EndedRun;
  readonly lines: AsyncIterable<Line>;
}
type EndedRun = RunRecord & { readonly finishedAt: number; readonly endedBy: string };

/**
 * Writes these runs of the store as one segment, as far as it takes them. Leaves out those that have not ended. Returns
 * undefined if another process archives now.
 */
export async function writeRuns(
  parts: WriteRunsParts & OnUnreadable,
  runIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<WrittenSegment | undefined> {
  for (let left = runIds; ; ) {
    const writer = new SegmentWriter(parts.createBody?.());
    const largest = new LargestRun();
    try {
      if (await fill(writer, parts, left, largest, signal)) return await writer.finish();
      await writer.dispose();
      return undefined;
    } catch (error) {
      await writer.dispose();
      const { runId } = largest;
      if (!(error instanceof SpillError) || runId === undefined) throw error;
      // Only a run that is large by itself needs the temporary folder: the others go without it.
      parts.onUnreadable(runId, error);
      left = left.filter((id) => id !== runId);
    }
  }
}

class LargestRun {
  runId: string | undefined;
  #chars = -1;

  note(runId: string, chars: number): void {
    if (chars > this.#chars) [this.runId, this.#chars] = [runId, chars];
  }
}

/** Returns false if another process archives now. */
async function fill(
  writer: SegmentWriter,
  parts: WriteRunsParts & OnUnreadable,
  runIds: readonly string[],
  largest: LargestRun,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (let from = 0; from < runIds.length && writer.bytes < SEGMENT_BYTES; from += AT_ONCE) {
    signal?.throwIfAborted();
    if (!(await parts.isHolder())) return false;
    const some = runIds.slice(from, from + AT_ONCE);
    const read = await Promise.all(some.map((id) => unlessUnreadable(parts, id, () => readRun(parts, id))));
    for (const one of read) {
      if (one === undefined) continue;
      const { runId } = one.run;
      const before = writer.chars;
      try {
        await unlessUnreadable(parts, runId, () => addRun(parts, writer, one));
      } finally {
        largest.note(runId, writer.chars - before);
      }
    }
  }
  return true;
}

/**
 * Passes over a run that cannot be read, so that it does not keep all others from the archive. It stays in the store. What
 * was written of it is in no directory.
 */
async function unlessUnreadable<T>(
  { onUnreadable }: WriteRunsParts & OnUnreadable,
  runId: string,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isOutage(error)) throw error;
    onUnreadable(runId, error);
    return undefined;
  }
}

/** The store or the archive is away or full: no fault of this run. */
const isOutage = (error: unknown): boolean =>
  error instanceof Error && 'isRetryable' in error && error.isRetryable === true;

async function readRun({ store }: WriteRunsParts, runId: string): Promise<ReadRun | undefined> {
  const run = await store.runs.loadRun(runId);
  if (run === undefined || !isEnded(run)) return undefined;
  const lines = dumpRun(store, run);
  const isSmall = run.items.size === 0 && run.units.size <= SMALL_UNITS;
  return { run, lines: isSmall ? await readAhead(lines) : lines };
}

/** Reads the first lines now, and the rest of them when they are asked for. */
async function readAhead(lines: AsyncIterable<Line>): Promise<AsyncIterable<Line>> {
  const rest = lines[Symbol.asyncIterator]();
  const first: Line[] = [];
  for (let chars = 0; chars < AHEAD_CHARS; ) {
    const { done, value } = await rest.next();
    if (done === true) break;
    first.push(value);
    chars += value.text.length;
  }
  return (async function* () {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => rest };
  })();
}

const isEnded = (run: RunRecord): run is EndedRun =>
  run.finishedAt !== undefined && run.endedBy !== undefined;

async function addRun({ store, keptMsOf }: WriteRunsParts, writer: SegmentWriter, { run, lines }: ReadRun) {
  const { runId, meta, status, createdAt, finishedAt, endedBy, error } = run;
  const { tenant, workflow, version } = meta;
  if (!writer.hasDefinition(tenant, workflow, version)) {
    const stored = await store.workflows.loadWorkflow(tenant, workflow, version);
    if (stored !== undefined) await writer.addDefinition(tenant, workflow, version, stored.definition);
  }
  const keptMs = await keptMsOf(run);
  const head = { runId, meta, status, createdAt, finishedAt, endedBy, archivedAt: await store.runs.now() };
  const known = {
    ...(keptMs !== undefined && { keptMs }),
    ...(error !== undefined && { error: toListedError(error) }),
  };
  await writer.addRun({ ...head, ...known }, lines);
}
