import { type Json, LIMITS } from '@ag06/contracts';
import { renderInput, type TemplateResult, toRunIds } from '@ag06/engine';
import type { RunField } from '@ag06/protocol';
import { type RunRecord, type RunStore, StoreError } from '@ag06/store';

/** The most bytes of inputs and outputs read to evaluate one `with`. */
const READ_MAX_BYTES = 4 * 1024 * 1024;
const FIELDS_AT_ONCE = 8;

/** A value, or why it is not shown. */
export type Shown = { readonly value: Json } | { readonly omitted: string };

/**
 * Returns the input of a step's call. It is not stored: the run's input and the outputs of ended steps never change, so
 * evaluating the step's `with` again gives the same.
 */
export async function readInput(
  runs: Pick<RunStore, 'loadFields'>,
  run: RunRecord,
  step: Parameters<typeof renderInput>[0],
  held: Parameters<typeof renderInput>[3],
): Promise<Shown> {
  const isAnew = held.iteration !== undefined && step.with.readsOutput === true;
  if (isAnew && run.units.get(step.id)?.status === 'completed')
    return { omitted: 'It reads the output of the iteration before, which is not kept.' };
  const fields = isAnew ? [...step.with.fields, `p:${step.id}` as const] : step.with.fields;
  const values = await loadBounded(runs, run.runId, fields);
  if (values === undefined) return { omitted: `It reads more than ${READ_MAX_BYTES} bytes.` };
  return toShown(renderInput(step, values, toRunIds(run.runId, run.meta), held));
}

function toShown(rendered: TemplateResult): Shown {
  if (!rendered.ok) return { omitted: `${rendered.code}: ${rendered.message}` };
  const { length } = JSON.stringify(rendered.value);
  return length <= LIMITS.bodyBytes ? { value: rendered.value } : tooLong(length);
}

export const tooLong = (length: number): Shown => ({
  omitted: `It has ${length} characters, more than ${LIMITS.bodyBytes}.`,
});

/** Loads fields within a byte limit. Returns undefined, without reading much more than that, if they are larger. */
async function loadBounded(
  runs: Pick<RunStore, 'loadFields'>,
  runId: string,
  fields: readonly RunField[],
): Promise<ReadonlyMap<RunField, string> | undefined> {
  const values = new Map<RunField, string>();
  let bytes = 0;
  for (let from = 0; from < fields.length; from += FIELDS_AT_ONCE) {
    const some = await loadSmall(runs, runId, fields.slice(from, from + FIELDS_AT_ONCE));
    if (some === undefined) return undefined;
    for (const [field, value] of some) {
      values.set(field, value);
      bytes += value.length;
    }
    if (bytes > READ_MAX_BYTES) return undefined;
  }
  return values;
}

/** Returns undefined if the store refuses to read as much. */
async function loadSmall(
  runs: Pick<RunStore, 'loadFields'>,
  runId: string,
  fields: readonly RunField[],
): Promise<ReadonlyMap<RunField, string> | undefined> {
  try {
    return await runs.loadFields(runId, fields);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'BLOB_TOO_LARGE') return undefined;
    throw error;
  }
}
