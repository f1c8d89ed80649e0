import { isConnectionLost } from '@ag06/outages';
import { judgeServerError } from './judge-server-error.ts';

/** Whether the pool may send the statement again: the connection failed, and no operator has to mend what it failed of. */
export const isAway = (error: unknown): boolean =>
  judgeServerError(error) === undefined && isConnectionLost(error);
