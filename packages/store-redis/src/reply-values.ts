import { readText, StoreError } from '@ag06/store';

/** A reply of a pipeline or of a transaction. */
type Result = readonly [error: Error | null, reply: unknown];

/** Returns the reply of one command. Throws its error. */
export function toReply([error, reply]: Result): unknown {
  if (error !== null) throw error;
  return reply;
}

/** A reply that is a list. Throws `STORE_REPLY_INVALID` for any other. */
export function toList(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new StoreError('STORE_REPLY_INVALID', `Redis replied with ${typeof reply} instead of a list.`);
}

/** A reply that is a list of texts. */
export const toTexts = (reply: unknown): string[] => toList(reply).map((text) => readText('reply', text));

/** A reply that is a text, or nil. */
export const toText = (reply: unknown): string | null => (typeof reply === 'string' ? reply : null);
