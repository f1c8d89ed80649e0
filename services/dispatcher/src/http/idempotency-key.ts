import { PRINTABLE_PATTERN, Refusal } from '@ag06/contracts';
import type { FastifyRequest } from 'fastify';

/** The caller's `Idempotency-Key`, if there is one. Throws `Refusal` KEY_INVALID. */
export function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && PRINTABLE_PATTERN.test(key))) return key;
  const errors = [
    { path: 'Idempotency-Key', expected: '1 to 128 printable ASCII characters', got: 'something else' },
  ];
  throw new Refusal(422, 'KEY_INVALID', 'The Idempotency-Key is not usable.', { errors });
}
