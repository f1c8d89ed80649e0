import type { Json, Violation } from '@ag06/contracts';
import { ViolationList } from '../compile/definition-fields.ts';
import type { VisibleNames } from '../expression/names.ts';
import { compileTemplate } from './compile-template.ts';
import type { Scope, Template, TemplateResult } from './template.ts';

/** For tests: names of a place where step `a` is reachable and step `later` is not. */
export const names: VisibleNames = {
  allSteps: new Set(['a', 'later']),
  isReachable: (step) => step === 'a',
  suggestStep: () => '',
  hasItem: false,
};

/** For tests: a run whose step `a` is completed. */
export function createScope(input: Json, output: Json = null): Scope {
  return {
    input,
    steps: { a: { output, status: 'completed', error: null } },
    run: { id: 'r0-1', correlationId: 'c-1', attempt: 2 },
  };
}

/** For tests: compiles a template and returns its violations. */
export function compileFor(value: Json): { template: Template; violations: Violation[] } {
  const violations = new ViolationList();
  const template = compileTemplate(value, ['with'], { names, violations });
  return { template, violations: violations.errors };
}

/** For tests: compiles and evaluates a valid template. */
export function evaluateFor(value: Json, scope: Scope = createScope(null)): TemplateResult {
  const { template, violations } = compileFor(value);
  if (violations.length > 0) throw new Error(`does not compile: ${JSON.stringify(violations)}`);
  return template.evaluate(scope);
}
