import { createHash } from 'node:crypto';
import { PRINTABLE_PATTERN } from '@ag06/contracts';

/**
 * Returns the id of the n-th event of a type that a step appends to a stream. Every attempt and delivery of the step
 * gives its events the same ids, so what is appended again is there already.
 */
export function toAppendId(idempotencyKey: string, type: string, count: number): string {
  const id = `${idempotencyKey}#${type}#${count}`;
  if (PRINTABLE_PATTERN.test(id)) return id;
  // Long names of steps and types do not fit into an id.
  return `step#${createHash('sha256').update(id).digest('base64url')}`;
}
