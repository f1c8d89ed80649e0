import { LIMITS } from '@ag06/contracts';

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

export function parseSignalText(text: string): SignalMessage {
  const [name = '', key = '""', body = '{}', at] = text.split('\n');
  return { name, key: JSON.parse(key) as string, body, ...(at !== undefined && { at: Number(at) }) };
}
