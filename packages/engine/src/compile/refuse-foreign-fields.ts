import type { PathSegment } from '../field-path.ts';
import type { JsonObject } from '../json-value.ts';
import { ALL_KINDS, MODIFIERS_NOT_YET } from '../steps/kinds.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { StepKind } from '../steps/step-kind.ts';
import { suggestName } from '../suggest-name.ts';
import type { ViolationList } from './definition-fields.ts';

/** The fields that steps of every kind have. */
export const HEAD_FIELDS = ['needs', 'when', 'onFailure'] as const;
/** Fields that `findKind` checks: those that define a kind, and those that are not built. */
const JUDGED: ReadonlySet<string> = new Set([...ALL_KINDS.map(({ field }) => field), ...MODIFIERS_NOT_YET]);

const REPEATING = 'repeat is for steps that call an agent or run a workflow';

/** Reports every field that steps of this kind do not have. */
export function refuseForeignFields(
  body: JsonObject,
  kind: StepKind<PlanStep>,
  path: readonly PathSegment[],
  violations: ViolationList,
): void {
  const known = fieldsOf(kind);
  for (const key of Object.keys(body)) {
    if (JUDGED.has(key) || known.includes(key)) continue;
    if (key === 'repeat') {
      violations.add([...path, key], `a step without it: ${REPEATING}, without forEach`, body[key]);
      continue;
    }
    const modifier = findModifier(kind, key);
    if (modifier !== undefined) violations.add([...path, key], `${modifier} beside it`, body[key]);
    else violations.addText([...path, key], describeKnown(kind, key, violations), 'an unknown field');
  }
}

/** All fields of a step of this kind. */
function fieldsOf({ field, modifier, fields }: StepKind<PlanStep>): readonly string[] {
  return [field, ...(modifier === undefined ? [] : [modifier]), ...HEAD_FIELDS, ...fields];
}

/** Finds the modifier with which the field would be allowed. */
function findModifier(kind: StepKind<PlanStep>, key: string): string | undefined {
  return ALL_KINDS.find(({ field, fields }) => field === kind.field && fields.includes(key))?.modifier;
}

/** Lists modifiers too, because a slip may mean one of them. */
function describeKnown(kind: StepKind<PlanStep>, key: string, { isFull }: ViolationList): string {
  if (isFull) return '';
  const known = ALL_KINDS.filter(({ field }) => field === kind.field).flatMap(fieldsOf);
  const names = [...new Set(known)];
  return `one of ${names.join(', ')} in ${kind.title}${suggestName(key, names)}`;
}
