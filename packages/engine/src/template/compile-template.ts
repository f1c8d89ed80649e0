import { type Json, LIMITS } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import type { ViolationList } from '../compile/definition-fields.ts';
import { describeValue, shorten } from '../describe-value.ts';
import { compileSyntax } from '../expression/compile-syntax.ts';
import { ExpressionFailure } from '../expression/expression-failure.ts';
import { createFrame, type Evaluator, type Frame } from '../expression/frame.ts';
import { ReadsRecord, type VisibleNames } from '../expression/names.ts';
import { type ExpressionProblem, parseExpression } from '../expression/parse-expression.ts';
import { readWholeField } from '../expression/read-whole-field.ts';
import { createMeter, measure, toJson } from '../expression/to-json.ts';
import type { PathSegment } from '../field-path.ts';
import { deepFreeze, isJsonObject, type JsonObject, writeOwn } from '../json-value.ts';
import { buildString, type StringPart } from './build-string.ts';
import { scanTemplate, type TemplatePart } from './scan-template.ts';
import type { Reads, Template, TemplateResult } from './template.ts';
import { toFields } from './to-fields.ts';

/** A part of a template: a constant, shared and frozen, or something to evaluate. */
type Part =
  | { readonly kind: 'constant'; readonly value: Json }
  | { readonly kind: 'dynamic'; evaluate(frame: Frame): Json };

/** The place of a template: its names, and where its violations go. */
interface TemplatePlace {
  readonly names: VisibleNames;
  readonly violations: ViolationSink;
}

/** The part of `ViolationList` that a template needs. */
type ViolationSink = Pick<ViolationList, 'addText'>;

interface TemplateState extends TemplatePlace {
  readonly reads: ReadsRecord;
  readonly wholes: RunField[];
  expressions: number;
  characters: number;
}

/** With at most this many expressions a result is hardly larger than its reads, so it is not measured. */
const UNMEASURED_EXPRESSIONS = 8;

/** Compiles a JSON value whose strings may contain `${…}`. A template with violations must not be used. */
export function compileTemplate(value: Json, path: readonly PathSegment[], place: TemplatePlace): Template {
  const state: TemplateState = {
    ...place,
    reads: new ReadsRecord(),
    wholes: [],
    expressions: 0,
    characters: 0,
  };
  const part = compileValue(value, path, state);
  judgeExpressions(path, state);
  const reads = toReads(state.reads);
  const readsOutput = state.reads.hasOutput && { readsOutput: true };
  const passes = typeof value === 'string' && isOneExpression(value) ? state.wholes[0] : undefined;
  const named = { reads, fields: toFields(reads), wholes: state.wholes, passes, ...readsOutput };
  return toTemplate(part, named, state.expressions > UNMEASURED_EXPRESSIONS);
}

/** Compiles a condition: a string that is one expression. Evaluation fails if its value is no boolean. */
export function compileCondition(value: Json, path: readonly PathSegment[], place: TemplatePlace): Template {
  const template = compileTemplate(value, path, place);
  if (typeof value !== 'string' || !isOneExpression(value)) {
    const expected = 'a string that is one ${…} expression giving a boolean';
    place.violations.addText(path, expected, () => describeValue(value));
  }
  return { ...template, evaluate: (scope) => needBoolean(template.evaluate(scope)) };
}

export function isOneExpression(text: string): boolean {
  const scanned = scanTemplate(text);
  // An expression without an end was reported before.
  return !scanned.ok || (scanned.parts.length === 1 && scanned.parts[0]?.kind === 'expression');
}

/** Compiling them is bounded, and happens at once wherever a workflow is used. */
function judgeExpressions(
  path: readonly PathSegment[],
  { expressions, characters, violations }: TemplateState,
): void {
  if (expressions > LIMITS.expressions)
    violations.addText(path, `at most ${LIMITS.expressions} expressions`, `${expressions}`);
  if (characters > LIMITS.expressionCharacters) {
    const expected = `expressions of at most ${LIMITS.expressionCharacters} characters together`;
    violations.addText(path, expected, `${characters}`);
  }
}

function needBoolean(evaluation: TemplateResult): TemplateResult {
  if (!evaluation.ok || typeof evaluation.value === 'boolean') return evaluation;
  const message = `a condition must give a boolean, got ${describeValue(evaluation.value)}`;
  return { ok: false, code: 'EXPRESSION_FAILED', message };
}

function toReads(record: ReadsRecord): Reads {
  const steps: { [step: string]: ('output' | 'status' | 'error')[] } = Object.create(null);
  for (const [step, parts] of record.steps) steps[step] = [...parts];
  return { input: record.hasInput, steps };
}

function toTemplate(part: Part, named: Omit<Template, 'evaluate'>, isMeasured: boolean): Template {
  if (part.kind === 'constant') {
    const evaluation: TemplateResult = Object.freeze({ ok: true, value: part.value });
    return { ...named, evaluate: () => evaluation };
  }
  return {
    ...named,
    evaluate: (scope, cost) => evaluatePart(part.evaluate, createFrame(scope, cost), isMeasured),
  };
}

function evaluatePart(evaluate: (frame: Frame) => Json, frame: Frame, isMeasured: boolean): TemplateResult {
  try {
    const value = evaluate(frame);
    if (isMeasured) measure(value, createMeter());
    return { ok: true, value };
  } catch (error) {
    if (error instanceof ExpressionFailure) return { ok: false, code: error.code, message: error.message };
    const reason = error instanceof Error ? error.message : 'unknown';
    return {
      ok: false,
      code: 'EXPRESSION_FAILED',
      message: `the expression could not be evaluated: ${shorten(reason, 200)}`,
    };
  }
}

function compileValue(value: Json, path: readonly PathSegment[], state: TemplateState): Part {
  if (!mayHoldTemplate(value)) return { kind: 'constant', value: deepFreeze(value) };
  return compilePart(value, path, state);
}

/** Scans the text instead of each part, because most values are constant. */
function mayHoldTemplate(value: Json): boolean {
  if (typeof value === 'string') return value.includes('$');
  if (Array.isArray(value)) return value.some(mayHoldTemplate);
  if (!isJsonObject(value)) return false;
  for (const key of Object.keys(value)) if (mayHoldTemplate(value[key] ?? null)) return true;
  return false;
}

function compilePart(value: Json, path: readonly PathSegment[], state: TemplateState): Part {
  if (typeof value === 'string') return compileString(value, path, state);
  if (Array.isArray(value)) return compileArray(value, path, state);
  if (isJsonObject(value)) return compileObject(value, path, state);
  return { kind: 'constant', value };
}

function compileArray(items: readonly Json[], path: readonly PathSegment[], state: TemplateState): Part {
  const parts = items.map((item, index) => compilePart(item, [...path, index], state));
  const constants = parts.flatMap((part) => (part.kind === 'constant' ? [part.value] : []));
  if (constants.length === parts.length) return freezeConstant(constants);
  return { kind: 'dynamic', evaluate: (frame) => parts.map((part) => evaluateMember(part, frame)) };
}

function compileObject(object: JsonObject, path: readonly PathSegment[], state: TemplateState): Part {
  const members = Object.keys(object).map((key) => ({
    key,
    part: compilePart(object[key] ?? null, [...path, key], state),
  }));
  if (members.every(({ part }) => part.kind === 'constant')) {
    const constants: JsonObject = {};
    for (const { key, part } of members) if (part.kind === 'constant') writeOwn(constants, key, part.value);
    return freezeConstant(constants);
  }
  return {
    kind: 'dynamic',
    evaluate: (frame) => {
      const result: JsonObject = {};
      for (const { key, part } of members) writeOwn(result, key, evaluateMember(part, frame));
      return result;
    },
  };
}

/** Freezes an array or object whose parts are frozen already. */
function freezeConstant(value: Json[] | JsonObject): Part {
  Object.freeze(value);
  return { kind: 'constant', value };
}

function evaluateMember(part: Part, frame: Frame): Json {
  return part.kind === 'constant' ? part.value : part.evaluate(frame);
}

function compileString(text: string, path: readonly PathSegment[], state: TemplateState): Part {
  const scanned = scanTemplate(text);
  if (!scanned.ok) {
    const got = `an expression without an end, at character ${scanned.offset + 1}`;
    state.violations.addText(path, 'a } that closes ${', got);
    return { kind: 'constant', value: text };
  }
  const [first] = scanned.parts;
  if (scanned.parts.length === 1 && first?.kind === 'text') return { kind: 'constant', value: first.text };
  if (scanned.parts.length === 1 && first?.kind === 'expression') {
    const evaluate = compileSource(first, path, state, state.wholes);
    return { kind: 'dynamic', evaluate: (frame) => toJson(evaluate(frame)) };
  }
  const parts = scanned.parts.map(
    (part): StringPart => (part.kind === 'text' ? part.text : compileSource(part, path, state)),
  );
  return { kind: 'dynamic', evaluate: (frame) => buildString(parts, frame) };
}

type ExpressionPart = Extract<TemplatePart, { kind: 'expression' }>;

/** `wholes`: receives the field that is the whole value of the expression, if any. */
function compileSource(
  part: ExpressionPart,
  path: readonly PathSegment[],
  state: TemplateState,
  wholes: RunField[] = [],
): Evaluator {
  state.expressions += 1;
  state.characters += part.source.length;
  if (state.expressions > LIMITS.expressions || state.characters > LIMITS.expressionCharacters)
    return nothing;
  const parsed = parseExpression(part.source);
  const problems: ExpressionProblem[] = parsed.ok ? [] : [parsed.problem];
  const { names, reads } = state;
  const context = { compile: compileSyntax, names, reads, problems, locals: [], depth: 0 };
  const evaluate = parsed.ok ? compileSyntax(parsed.syntax, context) : () => null;
  const whole = parsed.ok ? readWholeField(parsed.syntax) : undefined;
  if (whole !== undefined) wholes.push(whole);
  const expected = parsed.ok ? 'a valid expression' : 'an expression that parses';
  for (const { message, offset } of problems) {
    const place = `at character ${part.offset + offset + 1}`;
    state.violations.addText(path, expected, () => `${describeSource(part.source)}: ${message}, ${place}`);
  }
  return evaluate;
}

const nothing: Evaluator = () => null;

function describeSource(source: string): string {
  return shorten(`\${${source}}`);
}
