import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { compile } from './compile/compile.ts';
import { parseDefinition } from './parse-definition.ts';
import { ALL_KINDS } from './steps/kinds.ts';

const page = readFileSync(new URL('../../../docs/workflows.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

it.each(examples.map((text) => [text.split('\n')[0], text]))(
  'the example "%s" of docs/workflows.md compiles without a warning',
  (_, text = '') => {
    const compiled = compile(parseDefinition(text, 'yaml'));
    expect(compiled.ok ? [] : [...compiled.errors, ...compiled.notYet]).toEqual([]);
    expect(compiled.ok && compiled.plan.warnings).toEqual([]);
  },
);

it('docs/workflows.md names every kind of step and all of its fields', () => {
  const fields = ALL_KINDS.flatMap((kind) => [kind.field, kind.modifier ?? kind.field, ...kind.fields]);
  const missing = [...new Set(fields)].filter((field) => !new RegExp(`\\b${field}\\b`).test(page));
  expect(missing).toEqual([]);
});
