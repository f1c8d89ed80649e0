import type { Json } from '@ag06/contracts';
import type { ViolationList } from '../compile/definition-fields.ts';
import type { PathSegment } from '../field-path.ts';
import { isJsonObject, type JsonObject, writeOwn } from '../json-value.ts';
import { suggestName } from '../suggest-name.ts';
import { CheckBudget } from './check-budget.ts';
import { compilePattern, PATTERN_EXPECTED } from './linear-pattern.ts';
import { SCHEMA_KEYWORDS } from './schema-keywords.ts';

/** Added beside each `$ref` of a prepared schema, and counted each time that reference is followed. */
export const COUNTED_KEYWORD = 'x-ag06-counted';
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const ANNOTATION = /^x-/;

/**
 * Reports what the validator would accept or execute at a risk: unknown keywords (a slip would check nothing), references
 * to other documents, other drafts, and patterns that cannot be matched in linear time. Returns a copy for the validator.
 */
export function prepareSchema(schema: Json, path: readonly PathSegment[], violations: ViolationList): Json {
  if (!isJsonObject(schema)) return schema;
  const prepared: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const place = [...path, keyword];
    judgeKeyword(keyword, value, place, violations);
    if (!ANNOTATION.test(keyword))
      writeOwn(prepared, keyword, prepareKeyword(keyword, value, place, violations));
  }
  if (typeof schema.$ref === 'string') prepared[COUNTED_KEYWORD] = true;
  return prepared;
}

function prepareKeyword(
  keyword: string,
  value: Json,
  path: readonly PathSegment[],
  violations: ViolationList,
): Json {
  switch (SCHEMA_KEYWORDS.get(keyword)) {
    case 'schema':
      return prepareSchema(value, path, violations);
    case 'list':
      if (!Array.isArray(value)) return value;
      return value.map((schema, index) => prepareSchema(schema, [...path, index], violations));
    case 'named':
      return prepareNamed(value, path, violations);
    default:
      return value;
  }
}

function prepareNamed(value: Json, path: readonly PathSegment[], violations: ViolationList): Json {
  if (!isJsonObject(value)) return value;
  const prepared: JsonObject = {};
  for (const [name, schema] of Object.entries(value)) {
    writeOwn(prepared, name, prepareSchema(schema, [...path, name], violations));
  }
  return prepared;
}

function judgeKeyword(
  keyword: string,
  value: Json,
  path: readonly PathSegment[],
  violations: ViolationList,
): void {
  if (!SCHEMA_KEYWORDS.has(keyword) && !ANNOTATION.test(keyword)) {
    const suggestion = violations.isFull ? '' : suggestName(keyword, SCHEMA_KEYWORDS.keys());
    violations.addText(
      path,
      `a keyword of JSON Schema 2020-12, or one with x-${suggestion}`,
      'an unknown keyword',
    );
  }
  if (keyword === '$ref' && !(typeof value === 'string' && value.startsWith('#'))) {
    violations.add(path, 'a reference within this schema, starting with #', value);
  }
  if (keyword === '$schema' && value !== DRAFT && value !== `${DRAFT}#`) violations.add(path, DRAFT, value);
  if (keyword === 'pattern' && typeof value === 'string') judgePattern(value, path, violations);
  if (keyword === 'patternProperties' && isJsonObject(value)) {
    for (const pattern of Object.keys(value)) judgePattern(pattern, [...path, pattern], violations);
  }
}

function judgePattern(pattern: string, path: readonly PathSegment[], violations: ViolationList): void {
  if (compilePattern(pattern, new CheckBudget()) === undefined)
    violations.add(path, PATTERN_EXPECTED, pattern);
}
