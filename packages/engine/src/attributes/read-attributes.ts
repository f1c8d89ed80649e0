import { ATTRIBUTE_NAME_PATTERN, type Json, LIMITS } from '@ag06/contracts';
import { needObject, type ViolationList } from '../compile/definition-fields.ts';
import type { VisibleNames } from '../expression/names.ts';
import { compileTemplate } from '../template/compile-template.ts';
import type { Template } from '../template/template.ts';

/** A value by which runs are listed, evaluated when a run is submitted. */
export interface PlanAttribute {
  readonly name: string;
  readonly value: Template;
}

/** There is no run yet, and none of its steps. */
const INPUT_ONLY: VisibleNames = {
  allSteps: new Set(),
  isReachable: () => false,
  suggestStep: () => '',
  hasItem: false,
  isInputOnly: true,
};

const NAME_EXPECTED = 'a name that begins with a letter, of letters, digits and _, at most 64 long';
const VALUE_EXPECTED = 'a string with a ${…} expression over input';

/** Reads the `attributes` of a workflow. */
export function readAttributes(
  declared: Json | undefined,
  violations: ViolationList,
): readonly PlanAttribute[] {
  if (declared === undefined) return [];
  const object = needObject(declared, ['attributes'], violations);
  if (object === undefined) return [];
  const entries = Object.entries(object);
  if (entries.length > LIMITS.attributes)
    violations.addText(['attributes'], `at most ${LIMITS.attributes} attributes`, `${entries.length}`);
  const place = { names: INPUT_ONLY, violations };
  const attributes = entries.slice(0, LIMITS.attributes).map(([name, value]) => {
    const path = ['attributes', name];
    if (!ATTRIBUTE_NAME_PATTERN.test(name)) violations.addText(path, NAME_EXPECTED, 'another name');
    if (typeof value !== 'string' || !value.includes('${')) violations.add(path, VALUE_EXPECTED, value);
    return Object.freeze({ name, value: compileTemplate(value, path, place) });
  });
  return Object.freeze(attributes);
}
