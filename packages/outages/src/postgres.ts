import { codeOf, isError, isSocketLost, isWayLost } from './lost-way.ts';
import type { Outage } from './outage.ts';

/** SQLSTATEs: out of disk (53100) or memory (53200). */
const FULL = /^53[12]/;
/**
 * SQLSTATEs after which the same statement may be sent again at once, over a new connection: the connection failed (08), the
 * server stops, crashed or starts (57P0), has no free connection (53300), is still a replica (25006), or gave up this
 * transaction for another (40).
 */
const LOST_STATES = /^(08...|57P0[123]|53300|25006|40001|40P01)$/;
/** Messages of the client for a lost connection, without a code. */
const LOST_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error)/;
/**
 * SQLSTATEs that pass later: besides the connection (08), no free connection or lock (53, 55P03), the server is busy with the
 * database itself (55006), is about to stop (57), is a replica or has aborted the transaction (25), gave up this transaction
 * (40), cannot read its disk (58), or does not accept us until an administrator corrects its users (28, 3D000). A pooler sent
 * the statement to a connection that does not know it (26). Poolers and hosted servers report XX000 if they do not reach the
 * server.
 */
const AWAY_STATES = /^(08|25|26|28|40|53|55006|55P03|57|58|3D000|XX000)/;
const AWAY_MESSAGES =
  /^(Connection ended|Client was closed|Client network socket disconnected|Received unexpected|SASL: |The server does not support SSL|There was an error establishing an SSL|The database is closed|database .{1,200} is not currently accepting|Cannot use a pool after|PGlite is clos)/;
/** The server also reports XX000 for a value that is larger than it can ever hold. */
const TOO_LARGE = /invalid memory alloc request size/;

/** Judges an error of PostgreSQL, of its client, or of the way to it. Undefined if no waiting mends it, or nobody knows it. */
export function judgePostgresError(error: unknown): Outage | undefined {
  if (!isError(error)) return undefined;
  const state = codeOf(error);
  if (FULL.test(state)) return 'full';
  if (state === 'XX000' && TOO_LARGE.test(error.message)) return undefined;
  const isAway =
    AWAY_STATES.test(state) ||
    LOST_MESSAGES.test(error.message) ||
    AWAY_MESSAGES.test(error.message) ||
    isWayLost(error);
  return isAway ? 'away' : undefined;
}

/** Whether the connection was lost, or the server asks to be asked again: the same statement may be sent at once. */
export function isConnectionLost(error: unknown): boolean {
  if (!isError(error)) return false;
  const code = codeOf(error);
  return code === '' ? LOST_MESSAGES.test(error.message) : LOST_STATES.test(code) || isSocketLost(error);
}
