import { type Json, LIMITS, Refusal } from '@ag06/contracts';
import { isExactValue } from '@ag06/contracts/json-text';
import { Composer, type Document, isScalar, Lexer, type ParsedNode, Parser, visit, type YAMLMap } from 'yaml';
import { shorten } from './describe-value.ts';
import type { PathSegment } from './field-path.ts';
import { parseJson, refuseDepth, refuseNumber, refuseParts } from './json-text/parse-json.ts';
import { measureDepth, writeOwn } from './json-value.ts';

export type DefinitionFormat = 'yaml' | 'json' | 'auto';

const YAML_OPTIONS = {
  schema: 'core',
  strict: true,
  stringKeys: true,
  // `<<: *defaults` adds the keys that a map does not have itself, as authors of YAML expect.
  merge: true,
  // A JavaScript number would silently lose its last digits.
  intAsBigInt: true,
  customTags: [],
  resolveKnownTags: false,
  // The library compares every pair of keys; refuseDuplicates does not.
  uniqueKeys: false,
};
/** How often anchors may be repeated; nested repetitions multiply. */
const ALIAS_LIMIT = 100;
/** Levels that the YAML parser counts besides arrays and objects. */
const PARSER_LEVELS = 4;

/** The lexemes that begin an element or a key, or open a collection. */
const PARTS: ReadonlySet<string> = new Set([',', '-', ':', '?', '[', '{']);

/**
 * Parses the text of a definition. `auto` reads it as JSON if it is JSON, else as YAML: one document without custom tags and
 * duplicate keys, and with few repeated anchors. Depth and size are checked before anything recurses.
 *
 * @throws Refusal 400 DEFINITION_MALFORMED, BODY_TOO_DEEP or BODY_TOO_COMPLEX; 422 NUMBER_INEXACT
 */
export function parseDefinition(text: string, format: DefinitionFormat): Json {
  if (format === 'yaml') return parseYamlJson(text);
  if (format === 'auto' && !/^\s*[[{"]/.test(text)) return parseYamlJson(text);
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'BODY_MALFORMED') throw error;
    if (format === 'auto') return parseYamlJson(text);
    throw refuseText('JSON', reasonOf(error.cause), error);
  }
}

function parseYamlJson(text: string): Json {
  const value = parseYaml(text);
  if (measureDepth(value) > LIMITS.depth) throw refuseDepth();
  return needJson(value, []);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unreadable');

function parseYaml(text: string): unknown {
  const document = composeDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw refuseText('YAML', `${problem.message} (${describePlace(text, problem.pos[0])})`, problem);
  }
  visit(document, { Map: (_key, map) => refuseDuplicates(map) });
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIAS_LIMIT });
    return value;
  } catch (error) {
    throw refuseText('YAML', reasonOf(error), error);
  }
}

function refuseDuplicates(map: YAMLMap): void {
  const keys = new Set<unknown>();
  for (const { key } of map.items) {
    const name = isScalar(key) ? key.value : key;
    if (keys.has(name))
      throw refuseText('YAML', `the key ${shorten(JSON.stringify(name))} is there twice`, undefined);
    keys.add(name);
  }
}

function describePlace(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

function composeDocument(text: string): Document.Parsed<ParsedNode> {
  const parser = new Parser();
  const composer = new Composer<ParsedNode>(YAML_OPTIONS);
  const documents: Document.Parsed<ParsedNode>[] = [];
  const tokens = readTokens(text, parser);
  for (const document of composer.compose(tokens, true, text.length)) documents.push(document);
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    throw refuseText('YAML', `one document is needed, got ${documents.length}`, undefined);
  }
  return document;
}

/** Returns the tokens of a text. The parser keeps open collections on a stack, whose length is the depth. */
function readTokens(
  text: string,
  parser: Parser,
): ReturnType<Parser['next']> extends Generator<infer Token> ? Token[] : never {
  const tokens = [];
  let parts = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (PARTS.has(lexeme) && ++parts > LIMITS.parts) throw refuseParts();
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > LIMITS.depth + PARSER_LEVELS) throw refuseDepth();
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Refuses values that only YAML has, such as infinite numbers. `path` is the place of the value. */
function needJson(value: unknown, path: PathSegment[]): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint' || typeof value === 'number') return needExact(value, path);
  if (Array.isArray(value)) return value.map((item, index) => needMember(item, index, path));
  if (typeof value !== 'object') throw refuseText('JSON', `${String(value)} is not a JSON value`, undefined);
  const copy: Json = {};
  for (const [key, member] of Object.entries(value)) writeOwn(copy, key, needMember(member, key, path));
  return copy;
}

function needMember(value: unknown, segment: PathSegment, path: PathSegment[]): Json {
  path.push(segment);
  const json = needJson(value, path);
  path.pop();
  return json;
}

function needExact(value: bigint | number, path: readonly PathSegment[]): number {
  const number = Number(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw refuseText('JSON', `${String(value)} is not a JSON value`, undefined);
  if (!isExactValue(number) || (typeof value === 'bigint' && BigInt(number) !== value))
    throw refuseNumber(path, String(value));
  return number;
}

function refuseText(format: string, reason: string, cause: unknown): Refusal {
  const message = `The definition is not readable as ${format}: ${reason}. Correct the text at that place.`;
  return new Refusal(400, 'DEFINITION_MALFORMED', message, { cause });
}
