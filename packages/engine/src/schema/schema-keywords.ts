/** The value of a keyword: one schema, a list of them, schemas by name, or plain data. */
type KeywordContent = 'schema' | 'list' | 'named' | 'data';

const BY_CONTENT: Readonly<Record<KeywordContent, string>> = {
  schema:
    'items additionalProperties not if then else contains propertyNames unevaluatedItems unevaluatedProperties contentSchema',
  list: 'allOf anyOf oneOf prefixItems',
  named: 'properties patternProperties $defs definitions dependentSchemas',
  data:
    '$schema $id $anchor $ref $comment $vocabulary type enum const multipleOf maximum exclusiveMaximum minimum ' +
    'exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems maxContains minContains maxProperties ' +
    'minProperties required dependentRequired title description default deprecated readOnly writeOnly examples format ' +
    'contentEncoding contentMediaType',
};

/** The supported keywords of JSON Schema 2020-12: all except `$dynamicRef`, and `definitions` of older drafts. */
export const SCHEMA_KEYWORDS: ReadonlyMap<string, KeywordContent> = new Map([
  ...toEntries('schema'),
  ...toEntries('list'),
  ...toEntries('named'),
  ...toEntries('data'),
]);

function toEntries(content: KeywordContent): [string, KeywordContent][] {
  return BY_CONTENT[content].split(' ').map((keyword) => [keyword, content]);
}
