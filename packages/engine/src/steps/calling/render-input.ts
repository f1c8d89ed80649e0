import type { Json } from '@ag06/contracts';
import type { HeldItem } from '../../decide/decision.ts';
import { evaluateTemplate, type FieldValues, type RunIds, toScope } from '../../decide/scope.ts';
import { freezeCopy } from '../../json-value.ts';
import type { TemplateResult } from '../../template/template.ts';
import type { AgentCall } from './agent-call.ts';

/** Evaluates `with`: the input of one call, of the step itself or for an item. */
export function renderInput(
  step: Pick<AgentCall, 'with'>,
  values: FieldValues,
  run: RunIds,
  attempt: number,
  item?: HeldItem,
): TemplateResult {
  if (item === undefined) return evaluateTemplate(step.with, values, run, attempt);
  const scope = toScope(step.with.fields, values, run, attempt, parseOnce);
  return step.with.evaluate({ ...scope, item: { value: JSON.parse(item.value) as Json, index: item.index } });
}

const PARSED_MAX = 32;
const parsed = new Map<string, Json>();

/** Parses each text once and freezes the value, because the items of a step read the same texts again and again. */
function parseOnce(text: string): Json {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const value = freezeCopy(JSON.parse(text) as Json);
  const oldest = parsed.keys().next();
  if (parsed.size >= PARSED_MAX && !oldest.done) parsed.delete(oldest.value);
  parsed.set(text, value);
  return value;
}
