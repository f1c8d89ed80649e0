import { type Json, LIMITS } from '@ag06/contracts';
import {
  type Evaluation,
  type PlanStep,
  readsOfItem,
  readsOfStep,
  renderInput,
  renderItemInput,
} from '@ag06/engine';
import type { RunField } from '@ag06/protocol';
import type { RunRecord, RunStore } from '@ag06/store';

/** Bytes of inputs and outputs that are read to evaluate one `with`. */
const READ_MAX_BYTES = 4 * 1024 * 1024;
const FIELDS_AT_ONCE = 8;

/** A value, or why it is not shown. */
export type Shown = { readonly value: Json } | { readonly omitted: string };

/** One item of a `forEach` step, as JSON text. */
export interface ItemOfStep {
  readonly index: number;
  readonly value: string;
}

/**
 * What the agent of a step was or will be given. It is not stored: the run's input and the outputs of finished steps never
 * change, so evaluating the step's `with` again gives the same.
 */
export async function readInput(
  runs: Pick<RunStore, 'loadFields'>,
  run: RunRecord,
  step: PlanStep,
  attempt: number,
  item: ItemOfStep | undefined,
): Promise<Shown> {
  const reads = item === undefined ? readsOfStep(step) : readsOfItem(step);
  const values = await loadBounded(runs, run.runId, reads);
  if (values === undefined) return { omitted: `It reads more than ${READ_MAX_BYTES} bytes.` };
  const view = { id: run.runId, correlationId: run.meta.correlationId };
  const rendered =
    item === undefined
      ? renderInput(step, values, view, attempt)
      : renderItemInput(step, values, view, attempt, item);
  return toShown(rendered);
}

function toShown(rendered: Evaluation): Shown {
  if (!rendered.ok) return { omitted: `${rendered.code}: ${rendered.message}` };
  const { length } = JSON.stringify(rendered.value);
  return length <= LIMITS.bodyBytes ? { value: rendered.value } : tooLong(length);
}

export const tooLong = (length: number): Shown => ({
  omitted: `It has ${length} characters, more than ${LIMITS.bodyBytes}.`,
});

/** Undefined if they have more bytes than may be read; then little more than that was read. */
async function loadBounded(
  runs: Pick<RunStore, 'loadFields'>,
  runId: string,
  fields: readonly RunField[],
): Promise<ReadonlyMap<RunField, string> | undefined> {
  const values = new Map<RunField, string>();
  let bytes = 0;
  for (let from = 0; from < fields.length; from += FIELDS_AT_ONCE) {
    const some = await runs.loadFields(runId, fields.slice(from, from + FIELDS_AT_ONCE));
    for (const [field, value] of some) {
      values.set(field, value);
      bytes += value.length;
    }
    if (bytes > READ_MAX_BYTES) return undefined;
  }
  return values;
}
