import { randomBytes, randomUUID } from 'node:crypto';
import { PRINTABLE_PATTERN, Refusal } from '@ag06/contracts';

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

export interface Correlation {
  readonly correlationId: string;
  /** W3C trace context of this request: the caller's trace, or a new one. */
  readonly traceparent: string;
}

/** The caller's ids, or new ones. Throws `Refusal` CORRELATION_ID_INVALID. */
export function readCorrelation(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Correlation {
  const found = TRACEPARENT.exec(String(headers.traceparent ?? ''));
  const traceId = found?.[1] ?? randomBytes(16).toString('hex');
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-${found?.[2] ?? '00'}`;
  return { correlationId: readCorrelationId(headers['x-correlation-id']), traceparent };
}

function readCorrelationId(header: string | string[] | undefined): string {
  if (header === undefined) return randomUUID();
  if (typeof header === 'string' && PRINTABLE_PATTERN.test(header)) return header;
  const errors = [
    { path: 'X-Correlation-Id', expected: '1 to 128 printable ASCII characters', got: 'something else' },
  ];
  throw new Refusal(422, 'CORRELATION_ID_INVALID', 'The X-Correlation-Id is not usable.', { errors });
}

/** The trace id inside a traceparent. */
export const traceIdOf = (traceparent: string | undefined): string | null =>
  traceparent?.split('-')[1] ?? null;
