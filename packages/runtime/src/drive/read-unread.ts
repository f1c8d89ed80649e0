import { type Failure, LIMITS } from '@ag06/contracts';
import { judgeReads } from '@ag06/engine';
import { type Grant, type LargeValue, OUTPUT_UNIT, type RunField, toLargeText } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';
import type { RunContext } from '../run-context.ts';

/** How many bytes are read at once, so that no reply blocks the store for long. A larger value is read alone. */
const PIECE_BYTES = 1024 * 1024;
const PIECE_FIELDS = 500;

/**
 * The result of reading the fields that a grant left out. `read`: the run with all fields of this unit, for this unit
 * only, so that nothing large stays in memory. `stale`: another process holds the unit.
 */
export type ReadResult =
  | { readonly status: 'read'; readonly context: RunContext }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'stale' };

/**
 * Reads the fields that were too large for a grant, in pieces, while its token is current. Checks their lengths before
 * it reads any.
 */
export async function readUnread(
  runs: Pick<RunStore, 'findLarge' | 'isHeld' | 'loadFields' | 'measureFields'>,
  context: RunContext,
  held: Grant,
): Promise<ReadResult> {
  const { unread = [] } = held;
  if (unread.length === 0) return { status: 'read', context };
  const measured = await runs.measureFields(context.runId, unread);
  const failure = judgeReads(context.plan, held.unit, new Map([...sizesOf(held.values), ...measured]));
  if (failure !== undefined) return { status: 'failed', failure };
  const values = new Map(context.values);
  const passed = await findPassed(runs, context, held.unit, measured);
  for (const [field, large] of passed) values.set(field, toLargeText(large));
  for (const piece of toPieces(measured, passed)) {
    const found = await runs.loadFields(context.runId, piece);
    // It is held now, so it was held while the fields were read.
    if (!(await runs.isHeld(context.runId, held.unit, held.token))) return { status: 'stale' };
    for (const field of piece) values.set(field, found.get(field) ?? 'null');
  }
  return { status: 'read', context: { ...context, values } };
}

/** Finds the large value that is the run's output, unchanged: it is passed on by reference, and not read. */
async function findPassed(
  runs: Pick<RunStore, 'findLarge'>,
  { runId, plan }: RunContext,
  unit: string,
  measured: ReadonlyMap<RunField, number>,
): Promise<ReadonlyMap<RunField, LargeValue>> {
  const { passes } = plan.output;
  const isLarge = passes !== undefined && (measured.get(passes) ?? 0) > LIMITS.outputBytes;
  return unit === OUTPUT_UNIT && isLarge ? runs.findLarge(runId, [passes]) : new Map();
}

function* sizesOf(values: Grant['values']): Iterable<[RunField, number]> {
  for (const [field, text] of values) yield [field, Buffer.byteLength(text)];
}

function* toPieces(
  measured: ReadonlyMap<RunField, number>,
  passed: ReadonlyMap<RunField, LargeValue>,
): Iterable<RunField[]> {
  let piece: RunField[] = [];
  let size = 0;
  for (const [field, bytes] of measured) {
    if (passed.has(field)) continue;
    if (piece.length > 0 && (size + bytes > PIECE_BYTES || piece.length >= PIECE_FIELDS)) {
      yield piece;
      piece = [];
      size = 0;
    }
    piece.push(field);
    size += bytes;
  }
  if (piece.length > 0) yield piece;
}
