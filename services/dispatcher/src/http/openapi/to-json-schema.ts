import { z } from 'zod';

export type JsonSchema = { [key: string]: unknown };

/**
 * Converts zod schemas to JSON Schema. Schemas with an id become components, once each. Bodies and queries are
 * described as they are sent (`input`), so a field with a default is optional.
 */
export class JsonSchemas {
  readonly components: Record<string, JsonSchema> = {};

  add(schema: z.ZodType): JsonSchema {
    // Wrapped in an object, so that a schema with an id becomes a reference.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        // Any JSON value. Its recursive definition would say no more.
        if (zodSchema._zod.def.type === 'lazy')
          for (const key of Object.keys(jsonSchema)) forget(jsonSchema, key);
        // The format says the same more briefly.
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
        // A query parameter that is converted to a number.
        if (jsonSchema.type === 'integer') forget(jsonSchema, 'pattern');
      },
    }) as unknown as { properties: { it: JsonSchema }; $defs?: Record<string, JsonSchema> };
    for (const name of findReferences(properties.it, $defs)) {
      if (name.startsWith(ANY)) continue;
      const { id: _, ...component } = $defs[name] ?? {};
      this.components[name] = toComponents(component);
    }
    return toComponents(properties.it);
  }
}

const DESCRIPTION = ['description', 'default'];
function forget(schema: JsonSchema, key: string): void {
  if (!DESCRIPTION.includes(key)) delete schema[key];
}

const LOCAL = '#/$defs/';
/** Zod's name for the schema without an id: any JSON value, which needs no component. */
const ANY = '__schema';

/** The names of all definitions that a schema refers to, directly or not. */
function findReferences(schema: JsonSchema, definitions: Record<string, JsonSchema>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const reference =
      '$ref' in value && typeof value.$ref === 'string' ? value.$ref.slice(LOCAL.length) : undefined;
    if (reference !== undefined && !found.has(reference)) {
      found.add(reference);
      visit(definitions[reference]);
    }
    for (const part of Object.values(value)) visit(part);
  };
  visit(schema);
  return found;
}

function toComponents(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key !== '$ref' || typeof value !== 'string') return value;
    return value.startsWith(LOCAL + ANY) ? undefined : value.replace(LOCAL, '#/components/schemas/');
  }) as JsonSchema;
}
