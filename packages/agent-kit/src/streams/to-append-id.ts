import { createHash } from 'node:crypto';
import { PRINTABLE_PATTERN } from '@ag06/contracts';

/**
 * Returns the id of the n-th event of this type and data that a step appends to a stream. Every attempt and delivery of the
 * step gives an equal event the same id, in whatever order it appends, so what is appended again is there already; an event
 * with other data is another one.
 */
export function toAppendId(idempotencyKey: string, type: string, dataText: string, count: number): string {
  const content = createHash('sha256').update(dataText).digest('base64url').slice(0, 22);
  const id = `${idempotencyKey}#${type}#${content}#${count}`;
  if (PRINTABLE_PATTERN.test(id)) return id;
  // Long names of steps and types do not fit into an id.
  return `step#${createHash('sha256').update(id).digest('base64url')}`;
}
