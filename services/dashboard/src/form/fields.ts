/** What a form asks for, by a JSON Schema. What the form has no better field for is written as JSON. */
export type Field =
  | (About & {
      readonly kind: 'text';
      readonly format: 'date-time' | 'date' | 'text';
      readonly isLong: boolean;
    })
  | (About & {
      readonly kind: 'number';
      readonly isInteger: boolean;
      readonly min?: number;
      readonly max?: number;
    })
  | (About & { readonly kind: 'boolean' })
  | (About & { readonly kind: 'choice'; readonly choices: readonly Scalar[] })
  | (About & { readonly kind: 'object'; readonly fields: readonly Field[] })
  | (About & { readonly kind: 'list'; readonly item: Field })
  | (About & { readonly kind: 'json' });

type Scalar = string | number | boolean | null;

interface About {
  /** Of its object; empty for the whole and for the items of a list. */
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly isRequired: boolean;
  /** Undefined if the schema has none. */
  readonly initial: unknown;
}

/** A schema that has more fields, or is deeper, is written as JSON. */
const BOUNDS = { fields: 200, depth: 6, choices: 200 } as const;

/** Reads a JSON Schema. It never fails: what it does not understand is a field for JSON. */
export function toField(schema: unknown): Field {
  const budget = { fields: BOUNDS.fields };
  const field = readField(schema, { name: '', isRequired: true }, 0, budget);
  return budget.fields >= 0 ? field : toJson(aboutOf(isFields(schema) ? schema : {}, '', true));
}

interface Place {
  readonly name: string;
  readonly isRequired: boolean;
}

function readField(
  schema: unknown,
  { name, isRequired }: Place,
  depth: number,
  budget: { fields: number },
): Field {
  budget.fields--;
  const fields = isFields(schema) ? schema : {};
  const about = aboutOf(fields, name, isRequired);
  if (COMBINED.some((word) => fields[word] !== undefined) || depth > BOUNDS.depth) return toJson(about);
  const choices = readChoices(fields);
  if (choices !== undefined) return { ...about, kind: 'choice', choices };
  switch (fields.type) {
    case 'string':
      return { ...about, kind: 'text', format: readFormat(fields.format), isLong: isLong(fields) };
    case 'number':
    case 'integer':
      return {
        ...about,
        kind: 'number',
        isInteger: fields.type === 'integer',
        ...(typeof fields.minimum === 'number' && { min: fields.minimum }),
        ...(typeof fields.maximum === 'number' && { max: fields.maximum }),
      };
    case 'boolean':
      return { ...about, kind: 'boolean' };
    case 'object':
      return readObject(fields, about, depth, budget);
    case 'array':
      return isFields(fields.items)
        ? {
            ...about,
            kind: 'list',
            item: readField(fields.items, { name: '', isRequired: true }, depth + 1, budget),
          }
        : toJson(about);
    default:
      return toJson(about);
  }
}

/** Words that no form can follow in general. */
const COMBINED = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'prefixItems', 'patternProperties'];

function readObject(fields: Fields, about: About, depth: number, budget: { fields: number }): Field {
  const { properties, required } = fields;
  if (!isFields(properties) || Object.keys(properties).length === 0) return toJson(about);
  const names = new Set<unknown>(Array.isArray(required) ? required : []);
  const members: Field[] = [];
  for (const [name, schema] of Object.entries(properties)) {
    if (budget.fields < 0) break;
    members.push(readField(schema, { name, isRequired: names.has(name) }, depth + 1, budget));
  }
  return { ...about, kind: 'object', fields: members };
}

function readChoices({ enum: all, const: one }: Fields): readonly Scalar[] | undefined {
  const list: unknown = one === undefined ? all : [one];
  if (!Array.isArray(list) || list.length === 0 || list.length > BOUNDS.choices) return undefined;
  return list.every(isScalar) ? list : undefined;
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const readFormat = (format: unknown): 'date-time' | 'date' | 'text' =>
  format === 'date-time' || format === 'date' ? format : 'text';

const isLong = ({ maxLength, contentMediaType }: Fields): boolean =>
  (typeof maxLength === 'number' && maxLength > 200) || contentMediaType !== undefined;

function aboutOf(fields: Fields, name: string, isRequired: boolean): About {
  const { title, description } = fields;
  return {
    name,
    label: typeof title === 'string' && title !== '' ? title : name,
    description: typeof description === 'string' && description !== '' ? description : undefined,
    isRequired,
    initial: fields.default,
  };
}

const toJson = (about: About): Field => ({ ...about, kind: 'json' });

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
