import type { Json } from '@ag06/contracts';
import type { HeldItem } from '../../decide/decision.ts';
import { evaluateTemplate, type FieldValues, type RunIds, toScope } from '../../decide/scope.ts';
import { freezeCopy } from '../../json-value.ts';
import type { TemplateResult } from '../../template/template.ts';
import type { Repeat } from '../repeat/repeat.ts';
import type { AgentCall } from './agent-call.ts';

/** The attempt for which an input is evaluated: of the step itself, of its iteration, or of an item. */
export interface Held {
  readonly attempt: number;
  readonly iteration?: number | undefined;
  readonly item?: HeldItem | undefined;
}

/** Evaluates `with`: the input of one call. */
export function renderInput(
  step: Pick<AgentCall, 'id' | 'with'> & { readonly repeat?: Repeat | undefined },
  values: FieldValues,
  run: RunIds,
  { attempt, iteration, item }: Held,
): TemplateResult {
  if (step.repeat !== undefined) {
    const last = values.get(`p:${step.id}`);
    const output = last === undefined ? null : JSON.parse(last);
    const scope = toScope(step.with.fields, values, run, attempt);
    return step.with.evaluate({ ...scope, iteration: { number: iteration ?? 0, output } });
  }
  if (item === undefined) return evaluateTemplate(step.with, values, run, attempt);
  const scope = toScope(step.with.fields, values, run, attempt, parseOnce);
  return step.with.evaluate({ ...scope, item: { value: JSON.parse(item.value), index: item.index } });
}

const PARSED_MAX = 32;
const parsed = new Map<string, Json>();

/** Parses each text once and freezes the value, because the items of a step read the same texts again and again. */
function parseOnce(text: string): Json {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const value = freezeCopy(JSON.parse(text));
  const oldest = parsed.keys().next();
  if (parsed.size >= PARSED_MAX && !oldest.done) parsed.delete(oldest.value);
  parsed.set(text, value);
  return value;
}
