import { Refusal } from '@ag06/contracts';
import { type LargeValue, readLargeText } from '@ag06/protocol';
import { type ItemRecord, type RunSummary, readJson } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { needOf } from './load-run-of.ts';

/** The JSON of an output: its size in bytes, and its bytes, which may come from the store as they are read. */
export interface OpenedOutput {
  readonly bytes: number;
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * Opens the output of a step, or of one item of it.
 *
 * Throws `Refusal` RUN_UNKNOWN, OUTPUT_UNKNOWN.
 */
export async function openOutput(
  parts: Parts,
  tenant: string,
  runId: string,
  step: string,
  item: number | undefined,
): Promise<OpenedOutput> {
  const { runs } = parts.store;
  await needOf(tenant, runId, runs.loadSummary(runId));
  const found =
    item === undefined ? await findOutput(parts, runId, step) : await findResult(parts, runId, step, item);
  if (found !== undefined) return found;
  const what = item === undefined ? `The step ${step}` : `The item ${item} of step ${step}`;
  const message = `${what} of run ${runId} has no output (yet). GET /v1/runs/${runId} lists its steps.`;
  throw new Refusal(404, 'OUTPUT_UNKNOWN', message);
}

async function findOutput(parts: Parts, runId: string, step: string): Promise<OpenedOutput | undefined> {
  const field = `o:${step}` as const;
  const { runs } = parts.store;
  const large = (await runs.findLarge(runId, [field])).get(field);
  if (large !== undefined) return openLarge(parts, runId, large);
  const text = (await runs.loadFields(runId, [field])).get(field);
  return text === undefined ? undefined : toOpened(text);
}

async function findResult(
  parts: Parts,
  runId: string,
  step: string,
  item: number,
): Promise<OpenedOutput | undefined> {
  const [record] = await parts.store.runs.loadItems(runId, step, item, 1);
  if (record?.status !== 'completed') return undefined;
  const { large } = readItemOutput(record);
  return large === undefined ? toOpened(record.result) : openLarge(parts, runId, large);
}

/** The output of an item: its value, or that it is large. Throws if it is broken. */
export function readItemOutput({ result }: ItemRecord) {
  const large = readLargeText(result);
  return large === undefined ? { output: readJson('result', result) } : { large };
}

/** Opens a large output of a run. */
const openLarge = (parts: Parts, runId: string, large: LargeValue): OpenedOutput => ({
  bytes: large.bytes,
  content: parts.store.blobs.read(runId, large),
});

function toOpened(text: string): OpenedOutput {
  const bytes = Buffer.from(text);
  return { bytes: bytes.byteLength, content: [bytes] };
}

/** Opens the result of a run whose output is large: the same JSON as of any other. */
export function openResult(
  parts: Parts,
  { runId, status }: Pick<RunSummary, 'runId' | 'status'>,
  large: LargeValue,
): OpenedOutput {
  const before = Buffer.from(`{"runId":"${runId}","status":"${status}","output":`);
  const { bytes, content } = openLarge(parts, runId, large);
  const after = Buffer.from('}');
  async function* all() {
    yield before;
    yield* content;
    yield after;
  }
  return { bytes: before.byteLength + bytes + after.byteLength, content: all() };
}
