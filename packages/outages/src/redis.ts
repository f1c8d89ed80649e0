import { isError, isWayLost } from './lost-way.ts';
import type { Outage } from './outage.ts';

const FULL = /\bOOM\b/;
/**
 * Replies of a server that cannot serve a command now, also from inside a script: it starts, was demoted, moved the slot,
 * has no free connection, or does not accept our user until somebody corrects its password or permissions. Or it lost our
 * scripts and functions, which the next call loads again.
 */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNKILLABLE|UNBLOCKED|NOSCRIPT|DENIED|NOAUTH|WRONGPASS|NOPERM|max number of clients|upstream|Function not found)\b/;
/** The client's errors for an unreachable server: names, or messages without a code. */
const AWAY_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
]);
const AWAY_MESSAGES =
  /^(Connection is (closed|aborted|discarded)|Command timed out|connect ETIMEDOUT|Socket (timeout|closed)|Stream isn't writeable|Cluster isn't ready|Cluster is (disconnect|ended)|None of startup nodes|No master node|Node is disconnected|Too many Cluster redirections|Failed to refresh slots cache|All sentinels are unreachable|Client network socket disconnected)/;

/** Judges an error of Redis, of its client, or of the way to it. Undefined if no waiting mends it, or nobody knows it. */
export function judgeRedisError(error: unknown): Outage | undefined {
  if (!isError(error)) return undefined;
  if (error.name === 'ReplyError') return judgeRedisReply(redisMessageOf(error));
  const isAway = AWAY_NAMES.has(error.name) || AWAY_MESSAGES.test(error.message) || isWayLost(error);
  return isAway ? 'away' : undefined;
}

/** Judges the text of an error reply. */
export function judgeRedisReply(message: string): Outage | undefined {
  if (FULL.test(message)) return 'full';
  return NOT_NOW.test(message) ? 'away' : undefined;
}

/** The message of an error. A refused transaction carries the reasons in separate errors. */
export function redisMessageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}
