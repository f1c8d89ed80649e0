import { randomUUID } from 'node:crypto';
import { Refusal } from '@ag06/contracts';
import type { Logger } from 'pino';

/**
 * An error that nobody knows: the caller is told an id and nothing else, and the log tells the error with its stack under
 * the same id. Such an error is never repeated.
 */
export function toDefect(log: Pick<Logger, 'error'>, error: unknown, ids: object, doing: string): Refusal {
  const errorId = randomUUID();
  log.error({ err: error, errorId, code: 'INTERNAL', ...ids }, `${doing} failed: nobody knows this error.`);
  const message = `Something went wrong on our side. The log of the dispatcher tells what, as errorId ${errorId}.`;
  return new Refusal(500, 'INTERNAL', message);
}
