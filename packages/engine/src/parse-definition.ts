import { type Json, LIMITS, Refusal } from '@ag06/contracts';
import { Composer, type Document, isScalar, Lexer, type ParsedNode, Parser, visit, type YAMLMap } from 'yaml';
import { shorten } from './describe-value.ts';
import { measureDepth, writeOwn } from './json-value.ts';

export type DefinitionFormat = 'yaml' | 'json' | 'auto';

const YAML_OPTIONS = {
  schema: 'core',
  strict: true,
  stringKeys: true,
  merge: false,
  customTags: [],
  resolveKnownTags: false,
  // The library compares every pair of keys; refuseDuplicates does not.
  uniqueKeys: false,
};
/** How often anchors may be repeated, nested repetitions multiplied. */
const ALIAS_LIMIT = 100;
/** Levels that the YAML parser counts beside arrays and objects. */
const PARSER_LEVELS = 4;

/**
 * Reads a definition's text. `auto` takes JSON if it is JSON, else YAML. YAML is one document without custom tags, without
 * duplicate keys and with few repeated anchors. Depth is judged before anything walks the text recursively.
 *
 * @throws Refusal 400 DEFINITION_MALFORMED or BODY_TOO_DEEP
 */
export function parseDefinition(text: string, format: DefinitionFormat): Json {
  const value = parseText(text, format);
  if (measureDepth(value) > LIMITS.depth) throw refuseDepth();
  return needJson(value);
}

function parseText(text: string, format: DefinitionFormat): unknown {
  if (format === 'yaml') return parseYaml(text);
  if (format === 'auto' && !/^\s*[[{"]/.test(text)) return parseYaml(text);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    if (format === 'auto') return parseYaml(text);
    throw refuseText('JSON', error instanceof Error ? error.message : 'unreadable', error);
  }
}

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
    throw refuseText('YAML', error instanceof Error ? error.message : 'unreadable', error);
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

/** The tokens of a text. The parser keeps open collections on a stack, so its length is the depth. */
function readTokens(
  text: string,
  parser: Parser,
): ReturnType<Parser['next']> extends Generator<infer Token> ? Token[] : never {
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > LIMITS.depth + PARSER_LEVELS) throw refuseDepth();
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** What YAML can say and JSON cannot is refused: infinite numbers, and whatever else is no JSON. */
function needJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(needJson);
  if (typeof value !== 'object') throw refuseText('JSON', `${String(value)} is not a JSON value`, undefined);
  const copy: Json = {};
  for (const [key, member] of Object.entries(value)) writeOwn(copy, key, needJson(member));
  return copy;
}

function refuseText(format: string, reason: string, cause: unknown): Refusal {
  const message = `The definition is not readable as ${format}: ${reason}. Correct the text at that place.`;
  return new Refusal(400, 'DEFINITION_MALFORMED', message, { cause });
}

function refuseDepth(): Refusal {
  return new Refusal(
    400,
    'BODY_TOO_DEEP',
    `The definition has more than ${LIMITS.depth} levels. Make it flatter.`,
  );
}
