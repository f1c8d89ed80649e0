import { type Json, LIMITS } from '@ag06/contracts';

/** A message to a run: its name, its key, under which it is taken once, and its body. */
export interface SignalMessage {
  readonly name: string;
  readonly key: string;
  /** A JSON object as text: `{"payload":…}`, and who sent it. */
  readonly body: string;
  /** When the store took it, in milliseconds since 1970. Absent before that, and of one that an older version took. */
  readonly at?: number;
}

/** So many messages, and bytes of their texts, wait in one run for somebody who wants them. */
export const MAILBOX_MESSAGES = 1_000;
export const MAILBOX_BYTES = 1024 * 1024;
/** So many keys of one run are remembered. */
export const SIGNAL_KEYS: number = LIMITS.signals;

/**
 * Returns a message as stores and the field `g:<unit>` have it: name, key as JSON, and body, one line each. Stores add
 * the moment at which they took it, as another line.
 */
export const toSignalText = ({ name, key, body, at }: SignalMessage): string =>
  `${name}\n${JSON.stringify(key)}\n${body}${at === undefined ? '' : `\n${at}`}`;

/** Throws if the text is none of a message. */
export function parseSignalText(text: string): SignalMessage {
  const [name = '', key = '""', body = '{}', at] = text.split('\n');
  return {
    name,
    key: readText('key', JSON.parse(key)),
    body,
    ...(at !== undefined && { at: readMoment(at) }),
  };
}

/** What a message says. */
interface SignalBody {
  readonly payload: Json;
  /** Who sent it. */
  readonly by?: string;
}

/** Throws if the body is none of a message. */
export function parseSignalBody(body: string): SignalBody {
  const { payload = null, by } = readObject(JSON.parse(body));
  return { payload, ...(by !== undefined && { by: readText('by', by) }) };
}

/** What the payload of a message says that answers an approval. */
interface AnswerBody {
  readonly choice: string;
  readonly comment?: string;
  readonly by?: string;
}

/** Throws if the body is none of an answer. */
export function parseAnswerBody(body: string): AnswerBody {
  const { payload, by } = parseSignalBody(body);
  const { choice, comment } = readObject(payload);
  return {
    choice: readText('choice', choice),
    ...(comment !== undefined && { comment: readText('comment', comment) }),
    ...(by !== undefined && { by }),
  };
}

function readObject(value: Json): { readonly [key: string]: Json } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TypeError('A message is no object.');
}

function readText(name: string, value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`"${name}" of a message is no text.`);
}

function readMoment(text: string): number {
  const at = Number(text);
  if (at >= 0) return at;
  throw new TypeError('The moment of a message is none.');
}
