import { type RunField, readLargeText } from '@ag06/protocol';
import type { ItemRecord, RunRecord, RunStore } from '@ag06/store';
import {
  writeCounts,
  writeEnd,
  writeEvent,
  writeField,
  writeItem,
  writeUnit,
  writeValues,
} from '../segment/run-lines.ts';
import type { Line } from '../segment/segment-writer.ts';

type Reader = Pick<
  RunStore,
  'findLarge' | 'loadFields' | 'loadItems' | 'loadItemValue' | 'loadLarge' | 'loadEvents'
>;

const FIELDS_AT_ONCE = 16;
const ITEMS_AT_ONCE = 100;
const EVENTS_AT_ONCE = 500;

/**
 * Reads everything of an ended run as the lines of a segment, page by page. Large outputs are among them as they are, so the
 * archive needs no blobs.
 */
export async function* dumpRun(runs: Reader, run: RunRecord): AsyncIterable<Line> {
  yield writeEnd(await withOutput(runs, run));
  for (const [name, unit] of run.units) yield writeUnit(name, unit);
  for (const [step, counts] of run.items) yield writeCounts(step, counts);
  yield* dumpFields(runs, run);
  for (const [step, { total }] of run.items) yield* dumpValues(runs, run.runId, step, total);
  for (const [step, { total }] of run.items) yield* dumpItems(runs, run.runId, step, total);
  yield* dumpEvents(runs, run.runId);
}

/** The fields of an ended run: those of its units that are text. Their states have lines of their own. */
async function* dumpFields(runs: Reader, { runId, units, items }: RunRecord): AsyncIterable<Line> {
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
  ];
  for (let from = 0; from < fields.length; from += FIELDS_AT_ONCE) {
    const some = fields.slice(from, from + FIELDS_AT_ONCE);
    const large = await runs.findLarge(runId, some);
    const small = some.filter((field) => !large.has(field));
    for (const [field, text] of await runs.loadFields(runId, small)) yield writeField(field, text);
    for (const [field, value] of large) yield writeField(field, await runs.loadLarge(runId, value));
  }
}

async function withOutput(runs: Reader, run: RunRecord): Promise<RunRecord> {
  const { large, ...rest } = run;
  if (large === undefined) return run;
  return { ...rest, output: JSON.parse(await runs.loadLarge(run.runId, large)) };
}

async function withResult(runs: Reader, runId: string, item: ItemRecord): Promise<ItemRecord> {
  const large = readLargeText(item.result);
  return large === undefined ? item : { ...item, result: await runs.loadLarge(runId, large) };
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
      yield writeItem(step, await withResult(runs, runId, item));
}

async function* dumpEvents(runs: Reader, runId: string): AsyncIterable<Line> {
  for (let after = 0; ; ) {
    const page = (await runs.loadEvents(runId, after, EVENTS_AT_ONCE)) ?? [];
    for (const event of page) yield writeEvent(event);
    after = page.at(-1)?.seq ?? after;
    if (page.length < EVENTS_AT_ONCE) return;
  }
}
