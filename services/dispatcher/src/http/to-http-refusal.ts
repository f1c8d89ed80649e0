import { Refusal } from '@ag06/contracts';
import { toRefusal } from '../refusals/to-refusal.ts';

/** Refusals of Fastify itself, by its codes. */
const FASTIFY_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_BAD_URL: 'PATH_MALFORMED',
  FST_ERR_MAX_PARAM_LENGTH: 'PATH_TOO_LONG',
};

/**
 * Returns known errors, including Fastify's, as refusals; undefined for any other, which is a defect. `bodyLimit` is that of the route,
 * in bytes.
 */
export function toHttpRefusal(error: unknown, bodyLimit?: number): Refusal | undefined {
  return toRefusal(error) ?? toFastifyRefusal(error, bodyLimit);
}

function toFastifyRefusal(error: unknown, bodyLimit: number | undefined): Refusal | undefined {
  if (!(error instanceof Error && 'statusCode' in error)) return undefined;
  const { statusCode: status, message } = error;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  return new Refusal(status, FASTIFY_CODES[code] ?? 'REQUEST_INVALID', tell(code, message, bodyLimit));
}

/** Fastify says what is wrong, and not what would be right. */
function tell(code: string, message: string, bodyLimit: number | undefined): string {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' && bodyLimit !== undefined)
    return `A body has at most ${bodyLimit} bytes here. Send less, or the place of the data in its stead.`;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return `${message.replace(/\.$/, '')}. Send JSON, with the Content-Type application/json.`;
  return message;
}
