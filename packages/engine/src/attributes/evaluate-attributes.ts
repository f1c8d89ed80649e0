import { type Json, LIMITS, type Violation } from '@ag06/contracts';
import type { Attribute, AttributeValue } from '@ag06/protocol';
import { describeValue } from '../describe-value.ts';
import { EXPRESSION_LIMITS } from '../expression/limits.ts';
import type { Plan } from '../plan.ts';
import type { Scope } from '../template/template.ts';

type EvaluatedAttributes =
  | { readonly ok: true; readonly attributes: readonly Attribute[] }
  | { readonly ok: false; readonly errors: readonly Violation[] };

/** The attributes of a run with this input, or all reasons why it can have none. One that gives null is left out. */
export function evaluateAttributes(plan: Pick<Plan, 'attributes'>, input: Json): EvaluatedAttributes {
  const attributes: Attribute[] = [];
  const errors: Violation[] = [];
  const scope: Scope = { input, steps: {}, run: { id: '', correlationId: '', attempt: 1 } };
  for (const { name, value: template } of plan.attributes) {
    const path = `attributes.${name}`;
    const result = template.evaluate(scope, EXPRESSION_LIMITS.attributeCost);
    if (!result.ok) {
      errors.push({
        path,
        expected: 'an expression that has a value',
        got: `${result.code}: ${result.message}`,
      });
    } else if (isAttributeValue(result.value)) {
      attributes.push([name, result.value]);
    } else if (result.value !== null) {
      errors.push({ path, expected: EXPECTED, got: describeUnfit(result.value) });
    }
  }
  return errors.length === 0 ? { ok: true, attributes } : { ok: false, errors };
}

const EXPECTED = `a number, a boolean, a time, or a text of at most ${LIMITS.attributeLength} characters without control characters`;

/** What no store keeps as it is, or no terminal shows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/u;

function isAttributeValue(value: Json): value is AttributeValue {
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  return typeof value === 'string' && value.length <= LIMITS.attributeLength && !UNWANTED.test(value);
}

function describeUnfit(value: Json): string {
  if (typeof value !== 'string' || value.length <= LIMITS.attributeLength) return describeValue(value);
  return `${value.length} characters`;
}
