/** Returns the JSON Schema of a workflow's input; undefined if it has none. A schema that allows anything is none. */
export function inputSchemaOf(definition: unknown): unknown {
  if (typeof definition !== 'object' || definition === null || !('input' in definition)) return undefined;
  return typeof definition.input === 'object' ? definition.input : undefined;
}
