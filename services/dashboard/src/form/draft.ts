import type { Field } from './fields.ts';
import { isExactNumber, parseExactJson } from './parse-exact-json.ts';

/** What a person has entered in a field so far. */
export type Draft =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, Draft> }
  | { readonly kind: 'items'; readonly items: readonly Draft[] };

/** One place that is not as the form expects, before anything is sent. */
export interface DraftFault {
  /** As the API names places: `input.lines[0].sku`. */
  readonly path: string;
  readonly message: string;
}

/** A value without one is left out. */
export type Read = { readonly value?: unknown };

/** Returns what a form shows at first: a value that is given, else the defaults of the schema. */
export function toDraft(field: Field, given: unknown = field.initial): Draft {
  switch (field.kind) {
    case 'object': {
      const of = isFields(given) ? given : {};
      const members = field.fields.map((member) => {
        const value = Object.hasOwn(of, member.name) ? of[member.name] : member.initial;
        return [member.name, toDraft(member, value)] as const;
      });
      return { kind: 'members', members: new Map(members) };
    }
    case 'list':
      return {
        kind: 'items',
        items: Array.isArray(given) ? given.map((item) => toDraft(field.item, item)) : [],
      };
    default:
      return { kind: 'text', text: toText(field, given) };
  }
}

function toText(field: Field, value: unknown): string {
  if (value === undefined) return '';
  if (field.kind === 'json') return JSON.stringify(value, undefined, 2);
  if (field.kind === 'choice') {
    const at = field.choices.findIndex((choice) => Object.is(choice, value));
    return at < 0 ? '' : String(at);
  }
  if (field.kind === 'text' && field.format === 'date-time') return toLocalTime(String(value));
  return String(value);
}

/** Returns the value that a draft stands for. Optional fields that are empty are left out. Adds what is wrong to `faults`. */
export function readDraft(field: Field, draft: Draft, path: string, faults: DraftFault[]): Read {
  if (draft.kind === 'members') return readMembers(field, draft.members, path, faults);
  if (draft.kind === 'items') {
    if (field.kind !== 'list' || (draft.items.length === 0 && !field.isRequired)) return {};
    const values = draft.items.map((item, at) => readDraft(field.item, item, `${path}[${at}]`, faults).value);
    return { value: values };
  }
  const { text } = draft;
  if (text.trim() === '' && field.kind !== 'json') {
    if (field.isRequired) faults.push({ path, message: 'This is required.' });
    return {};
  }
  return readText(field, text, path, faults);
}

function readMembers(
  field: Field,
  members: ReadonlyMap<string, Draft>,
  path: string,
  faults: DraftFault[],
): Read {
  if (field.kind !== 'object') return {};
  const own: DraftFault[] = [];
  const entries = field.fields.flatMap((member) => {
    const draft = members.get(member.name);
    const read = draft && readDraft(member, draft, `${path}.${member.name}`, own);
    return read === undefined || !('value' in read) ? [] : [[member.name, read.value] as const];
  });
  // Nothing of it is filled in, and it may be left out: then nothing in it is required.
  if (entries.length === 0 && !field.isRequired) return {};
  faults.push(...own);
  return { value: Object.fromEntries(entries) };
}

function readText(field: Field, text: string, path: string, faults: DraftFault[]): Read {
  const fail = (message: string): Read => {
    faults.push({ path, message });
    return {};
  };
  switch (field.kind) {
    case 'number': {
      const value = Number(text);
      if (!Number.isFinite(value)) return fail(`Expected a number, got ${text}.`);
      if (!isExactNumber(text)) return fail(`${text} would be rounded: it has too many digits for a number.`);
      return field.isInteger && !Number.isInteger(value)
        ? fail(`Expected a whole number, got ${text}.`)
        : { value };
    }
    case 'boolean':
      return { value: text === 'true' };
    case 'choice': {
      const value = field.choices[Number(text)];
      return value === undefined ? fail('Expected one of the choices.') : { value };
    }
    case 'json':
      return readJson(text, field.isRequired && field.name === '', fail);
    case 'text': {
      if (field.format !== 'date-time') return { value: text };
      const at = new Date(text);
      return Number.isNaN(at.getTime()) ? fail(`Expected a time, got ${text}.`) : { value: at.toISOString() };
    }
    default:
      return {};
  }
}

/** The whole of an input may be left empty: it is null. */
function readJson(text: string, isWhole: boolean, fail: (message: string) => Read): Read {
  if (text.trim() === '') return isWhole ? { value: null } : {};
  try {
    return { value: parseExactJson(text) };
  } catch (error) {
    return fail(`This is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Returns a time as `<input type="datetime-local">` takes it: in the reader's time zone, to the second. */
export function toLocalTime(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return '';
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
