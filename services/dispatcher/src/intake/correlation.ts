import { randomUUID } from 'node:crypto';
import { PRINTABLE_PATTERN, Refusal } from '@ag06/contracts';

export interface Correlation {
  readonly correlationId: string;
  /** W3C trace context of this request or submission: the caller's trace, or a new one. */
  readonly traceparent: string;
}

/** Returns the caller's correlation id, or a new one. Throws `Refusal` CORRELATION_ID_INVALID. */
export function readCorrelationId(header: string | readonly string[] | undefined): string {
  if (header === undefined) return randomUUID();
  if (typeof header === 'string' && PRINTABLE_PATTERN.test(header)) return header;
  const errors = [
    { path: 'X-Correlation-Id', expected: '1 to 128 printable ASCII characters', got: 'something else' },
  ];
  throw new Refusal(422, 'CORRELATION_ID_INVALID', 'The X-Correlation-Id is not usable.', { errors });
}
