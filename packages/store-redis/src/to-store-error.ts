import { StoreError } from '@ag06/store';

/**
 * Replies of a server that cannot serve a command now, also from inside a script: it starts, was demoted, moved the slot,
 * has no free connection, does not accept our password until somebody corrects it, or lost our functions, which the next
 * call loads again.
 */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNKILLABLE|UNBLOCKED|DENIED|NOAUTH|WRONGPASS|NOPERM|max number of clients|upstream|Function not found)\b/;
/** System error codes of an unreachable server. */
const AWAY_CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EAI_AGAIN|ENOTFOUND)$/;
/** The client's errors for an unreachable server: names, or messages without a code. */
const AWAY_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
]);
const AWAY_MESSAGES =
  /^(Connection is (closed|aborted|discarded)|Command timed out|connect ETIMEDOUT|Socket (timeout|closed)|Stream isn't writeable|Cluster isn't ready|Cluster is (disconnect|ended)|None of startup nodes|No master node|Node is disconnected|Too many Cluster redirections|Failed to refresh slots cache|All sentinels are unreachable|Client network socket disconnected)/;
const FULL = /\bOOM\b/;

/** Maps an error that the function reported for one command. The server was reached, so most errors are permanent. */
export function toCommandError(message: string): StoreError {
  if (FULL.test(message)) return toFull(message);
  if (NOT_NOW.test(message)) return toUnavailable(message);
  return new StoreError('STORE_REPLY_INVALID', `The store's function failed: ${message}`);
}

/**
 * Maps an error of Redis or of the connection to the port's. Only known passing errors are `STORE_UNAVAILABLE`; unknown
 * replies are permanent. Other errors, such as our own defects, are returned unchanged.
 */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const message = messageOf(error);
  if (FULL.test(message)) return toFull(message, error);
  if (NOT_NOW.test(message) || isAway(error, message)) return toUnavailable(message, error);
  if (error.name !== 'ReplyError') return error;
  return new StoreError('STORE_REPLY_INVALID', `Redis refused a command: ${message}`, error);
}

const toFull = (message: string, cause?: unknown): StoreError =>
  new StoreError(
    'STORE_FULL',
    `Redis is out of memory: raise maxmemory or delete old runs. (${message})`,
    cause,
  );

const toUnavailable = (message: string, cause?: unknown): StoreError =>
  new StoreError('STORE_UNAVAILABLE', `Redis did not answer: ${message}`, cause);

function isAway(error: Error, message: string): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return AWAY_CODES.test(code) || AWAY_NAMES.has(error.name) || AWAY_MESSAGES.test(message);
}

/** A refused transaction carries the reasons in separate errors. */
function messageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}
