import * as contracts from '@ag06/contracts';
import * as api from '@ag06/contracts/api';
import * as archive from '@ag06/contracts/archive';
import * as tuning from '@ag06/contracts/tuning';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { z } from 'zod';

const HEAD = `/**
 * What the API takes and answers, written from the schemas of packages/contracts by \`npm run types:api\`: do not edit.
 * Times are RFC 3339 in UTC with milliseconds.
 */
`;

/**
 * The types of the API as TypeScript that needs nothing else, so that the client has no dependencies. A schema has its
 * name in contracts, or its id where it is only a part of others.
 */
export async function renderApiTypes(): Promise<string> {
  const common = Object.entries<unknown>({ ...contracts, ...api }).sort(([a], [b]) => (a < b ? -1 : 1));
  const named = [...common, ...Object.entries<unknown>({ ...archive, ...tuning })].filter(isNamedSchema);
  const names = new Map(named.map(([name, schema]) => [z.globalRegistry.get(schema)?.id, name]));
  const { $defs = {} } = z.toJSONSchema(z.object(Object.fromEntries(named)), {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Any JSON value.
      if (zodSchema._zod.def.type === 'lazy')
        for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
    },
  });
  const toName = (id: string): string => names.get(id) ?? id;
  const definitions = Object.fromEntries(
    Object.entries($defs)
      .filter(([id]) => !id.startsWith(ANY))
      .map(([id, { id: _, ...schema }]) => [toName(id), pointTo(schema, toName)]),
  );
  const root: JSONSchema = { type: 'object', additionalProperties: false, definitions };
  const text = await compile(root, ROOT, {
    additionalProperties: false,
    bannerComment: HEAD,
    maxItems: 0,
    style: { singleQuote: true, printWidth: 110 },
    unreachableDefinitions: true,
  });
  return text
    .replace(`export interface ${ROOT} {}\n`, '')
    .replaceAll(/ \*\n \* This interface was referenced by .*\n \* via the .*\n/g, '')
    .replaceAll(/\/\*\*\n \* This interface was referenced by .*\n \* via the .*\n \*\/\n/g, '');
}

const ROOT = 'EverythingOfTheApi';
const LOCAL = '#/$defs/';
/** How zod names a schema without an id: any JSON value. */
const ANY = '__schema';

function isNamedSchema(entry: [string, unknown]): entry is [string, z.ZodType] {
  return entry[1] instanceof z.ZodType && z.globalRegistry.get(entry[1])?.id !== undefined;
}

/** Refers to definitions by their new names. What stands beside a reference would make a second type of it. */
function pointTo(schema: object, toName: (id: string) => string): JSONSchema {
  return JSON.parse(JSON.stringify(schema), (_, value) => {
    const ref: unknown = value?.$ref;
    if (typeof ref !== 'string') return value;
    const id = ref.slice(LOCAL.length);
    return id.startsWith(ANY) ? {} : { $ref: `#/definitions/${toName(id)}` };
  }) as JSONSchema;
}
