import type { Json } from '@ag06/contracts';
import { quoteInexact } from './quote-inexact.ts';

type DecodedBody =
  | { readonly ok: true; readonly body: Json }
  | { readonly ok: false; readonly problem: string };

/**
 * Decodes a body: as JSON if the content type says so, where numbers that JavaScript would change become texts; else as
 * text in the charset of the content type, by default UTF-8. Returns null for an empty body.
 */
export function decodeBody(bytes: Buffer, contentType: string | undefined): DecodedBody {
  if (bytes.length === 0) return { ok: true, body: null };
  if (!isJson(contentType)) return { ok: true, body: createDecoder(contentType).decode(bytes) };
  try {
    return { ok: true, body: JSON.parse(quoteInexact(new TextDecoder().decode(bytes))) };
  } catch {
    return { ok: false, problem: `its content type is ${contentType}, but it is not JSON` };
  }
}

function isJson(contentType: string | undefined): boolean {
  const [mime = ''] = (contentType ?? '').split(';', 1);
  const type = mime.trim().toLowerCase();
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json');
}

/** Returns the decoder of the content type's charset, and of UTF-8 for an unknown one. */
function createDecoder(contentType: string | undefined): InstanceType<typeof TextDecoder> {
  const charset = /;\s*charset\s*=\s*"?([^\s";]{1,40})/i.exec(contentType?.slice(0, 1_000) ?? '')?.[1];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
