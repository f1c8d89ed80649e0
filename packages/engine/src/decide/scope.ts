import { type Json, toRfc3339 } from '@ag06/contracts';
import type { RunField, RunMeta } from '@ag06/protocol';
import type { Scope, StepValues, Template, TemplateResult } from '../template/template.ts';

/** What expressions can read of a run besides its fields. */
export interface RunIds {
  readonly id: string;
  readonly correlationId: string;
  /** Of a run that a schedule started: its name, and the slot as RFC 3339 has it. */
  readonly schedule?: string;
  readonly slot?: string;
}

export function toRunIds(
  id: string,
  { correlationId, parent, slot }: Pick<RunMeta, 'correlationId' | 'parent' | 'slot'>,
): RunIds {
  if (slot === undefined || parent === undefined || !('schedule' in parent)) return { id, correlationId };
  return { id, correlationId, schedule: parent.schedule, slot: toRfc3339(slot) };
}

/** Values of fields as the store returns them: JSON text, or a unit's state, which begins with its status. */
export type FieldValues = Pick<ReadonlyMap<RunField, string>, 'get' | 'has'>;

/** Combines values with some more, without a copy. */
export function withValues(values: FieldValues, more: ReadonlyMap<RunField, string>): FieldValues {
  return {
    get: (field) => more.get(field) ?? values.get(field),
    has: (field) => more.has(field) || values.has(field),
  };
}

/** Evaluates a template with the fields of the run that it names. */
export function evaluateTemplate(
  template: Template,
  values: FieldValues,
  run: RunIds,
  attempt: number,
): TemplateResult {
  return template.evaluate(toScope(template.fields, values, run, attempt));
}

/** Builds the scope of expressions from the fields that they name. It parses anew, so no two scopes share objects. */
export function toScope(
  reads: readonly RunField[],
  values: FieldValues,
  run: RunIds,
  attempt: number,
  parse: (text: string) => Json = JSON.parse,
): Scope {
  let input: Json = null;
  // Without a prototype, because a step may be called `valueOf`.
  const steps: Record<string, { output: Json; status: string; error: Json }> = Object.create(null);
  for (const field of reads) {
    const text = values.get(field);
    if (field === 'in') {
      input = text === undefined ? null : parse(text);
      continue;
    }
    const id = field.slice(2);
    steps[id] ??= { output: null, status: 'pending', error: null };
    if (text !== undefined) setPart(steps[id], field, text, parse);
  }
  return { input, steps, run: { ...run, attempt } };
}

function setPart(
  view: { -readonly [part in keyof StepValues]: StepValues[part] },
  field: RunField,
  text: string,
  parse: (text: string) => Json,
): void {
  if (field.startsWith('s:')) view.status = text;
  else if (field.startsWith('o:')) view.output = parse(text);
  else view.error = parse(text);
}
