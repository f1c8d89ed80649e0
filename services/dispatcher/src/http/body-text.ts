import { type Json, Refusal } from '@ag06/contracts';
import { parseJson } from '@ag06/engine';

/** Names of UTF-8 and of its subset. */
const UTF_8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;

/**
 * Decodes a UTF-8 body without its byte-order mark. Throws `Refusal` 400 BODY_MALFORMED, 415 MEDIA_TYPE_UNSUPPORTED.
 */
export function readBodyText(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = CHARSET.exec(contentType ?? '')?.[1] ?? 'utf-8';
  if (!UTF_8.has(charset.toLowerCase())) {
    const message = `Bodies are read as UTF-8, not as ${charset.slice(0, 40)}. Send UTF-8, and leave the charset out.`;
    throw new Refusal(415, 'MEDIA_TYPE_UNSUPPORTED', message);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = 'The body is not UTF-8: it would be changed if it were read. Send it in UTF-8.';
    throw new Refusal(400, 'BODY_MALFORMED', message, { cause });
  }
}

/** Returns the text of a required body. */
export function needText(body: unknown): string {
  if (typeof body === 'string' && body !== '') return body;
  throw new Refusal(400, 'BODY_MALFORMED', 'The body is empty; send a JSON document.');
}

/** Parses a small JSON body. Its size is checked before anything is built. */
export const parseJsonBody = (body: unknown): Json => parseJson(needText(body));
