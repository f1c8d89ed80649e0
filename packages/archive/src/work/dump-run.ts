import { findLargeResult, parseRecordedCall } from '@ag06/engine';
import { type LargeValue, largeOf, type RunField, toLargeText } from '@ag06/protocol';
import { type RunRecord, type RunStore, readLog, type Store, StoreError } from '@ag06/store';
import {
  writeCounts,
  writeEnd,
  writeEvent,
  writeField,
  writeItem,
  writePiece,
  writeUnit,
  writeValues,
} from '../segment/run-lines.ts';
import type { Line } from '../segment/segment-writer.ts';

type Reader = Pick<
  RunStore,
  'listForkFields' | 'findLarge' | 'loadFields' | 'loadItems' | 'loadItemValue' | 'loadLogPage'
>;

const FIELDS_AT_ONCE = 16;
const ITEMS_AT_ONCE = 100;

/** Large outputs by hash, as they are met. */
type Met = Map<string, LargeValue>;

/**
 * Reads everything of an ended run as the lines of a segment, page by page. Large outputs come last, piece by piece: all
 * else refers to them, as in the store.
 */
export async function* dumpRun(
  { runs, blobs }: { readonly runs: Reader; readonly blobs: Pick<Store['blobs'], 'read'> },
  run: RunRecord,
): AsyncIterable<Line> {
  const met: Met = new Map();
  yield writeEnd(run);
  for (const [name, unit] of run.units) yield writeUnit(name, unit);
  for (const [step, counts] of run.items) yield writeCounts(step, counts);
  yield* dumpFields(runs, run, met);
  for (const [step, { total }] of run.items) yield* dumpValues(runs, run.runId, step, total);
  for (const [step, { total }] of run.items) yield* dumpItems(runs, run.runId, step, total);
  yield* dumpEvents(runs, run.runId, met);
  for (const large of met.values()) yield* dumpLarge(blobs, run.runId, large);
}

/**
 * The fields of an ended run: those of its units that are text, and what a fork was given. The states of units have lines of
 * their own.
 */
async function* dumpFields(runs: Reader, run: RunRecord, met: Met): AsyncIterable<Line> {
  const { runId, meta, units, items } = run;
  const ofUnits = [...units.keys()].flatMap((unit): RunField[] => [
    `o:${unit}`,
    `e:${unit}`,
    `p:${unit}`,
    `g:${unit}`,
  ]);
  const fields: readonly RunField[] = [
    'in',
    'round',
    ...ofUnits,
    ...[...items.keys()].map((step): RunField => `i:${step}`),
    ...(meta.fork === undefined ? [] : await runs.listForkFields(runId)),
  ];
  for (let from = 0; from < fields.length; from += FIELDS_AT_ONCE) {
    const some = fields.slice(from, from + FIELDS_AT_ONCE);
    const large = await runs.findLarge(runId, some);
    const small = some.filter((field) => !large.has(field));
    for (const [field, text] of await runs.loadFields(runId, small)) {
      const recorded = field.startsWith('r:') ? parseRecordedCall(text) : undefined;
      const result = recorded && findLargeResult(recorded);
      if (result !== undefined) met.set(result.sha256, result);
      yield writeField(field, text);
    }
    for (const [field, value] of large) {
      met.set(value.sha256, value);
      yield writeField(field, toLargeText(value));
    }
  }
}

async function* dumpValues(runs: Reader, runId: string, step: string, total: number): AsyncIterable<Line> {
  for (let from = 0; from < total; from += ITEMS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(ITEMS_AT_ONCE, total - from) }, (_, i) => from + i);
    const values = await Promise.all(numbers.map((item) => runs.loadItemValue(runId, step, item)));
    yield writeValues(
      step,
      from,
      values.map((value) => value ?? 'null'),
    );
  }
}

async function* dumpItems(runs: Reader, runId: string, step: string, total: number): AsyncIterable<Line> {
  for (let from = 0; from < total; from += ITEMS_AT_ONCE)
    for (const item of await runs.loadItems(runId, step, from, Math.min(ITEMS_AT_ONCE, total - from)))
      yield writeItem(step, item);
}

/** The log refers to all large outputs, also to those of items and of earlier iterations. */
async function* dumpEvents(runs: Reader, runId: string, met: Met): AsyncIterable<Line> {
  for await (const { events } of readLog(runs, runId)) {
    for (const event of events) {
      const large = event.type === 'custom' ? undefined : largeOf(event);
      if (large !== undefined) met.set(large.sha256, large);
      yield writeEvent(event);
    }
  }
}

/** Large outputs are JSON, so they are text. One that the store has lost is as lost in the archive. */
async function* dumpLarge(
  blobs: Pick<Store['blobs'], 'read'>,
  runId: string,
  large: LargeValue,
): AsyncIterable<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 0;
  try {
    for await (const piece of blobs.read(runId, large))
      yield writePiece(large.sha256, number++, decoder.decode(piece, { stream: true }));
  } catch (error) {
    if (!(error instanceof StoreError) || !LOST.has(error.code)) throw error;
  }
}

const LOST: ReadonlySet<string> = new Set(['BLOB_UNKNOWN', 'BLOB_BROKEN']);
