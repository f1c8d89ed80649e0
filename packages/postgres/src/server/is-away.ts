import { isConnectionLost } from '@ag06/outages';
import { judgeServerError } from './judge-server-error.ts';

/** Whether the pool may repeat the statement: the connection failed for a reason that waiting solves. */
export const isAway = (error: unknown): boolean =>
  judgeServerError(error) === undefined && isConnectionLost(error);
