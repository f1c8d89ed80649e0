import { randomUUID } from 'node:crypto';
import { Refusal } from '@ag06/contracts';
import type { Logger } from 'pino';

/**
 * Handles an unknown error: logs it with its stack under a new id, and returns a refusal that has only this id. Such an
 * error is never retried.
 */
export function toDefect(log: Pick<Logger, 'error'>, error: unknown, ids: object, doing: string): Refusal {
  const errorId = randomUUID();
  log.error({ err: error, errorId, code: 'INTERNAL', ...ids }, `${doing} failed: nobody knows this error.`);
  const message = `Something went wrong on our side. The log of the dispatcher tells what, as errorId ${errorId}.`;
  return new Refusal(500, 'INTERNAL', message);
}
