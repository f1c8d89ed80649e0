import { StoreError } from '@ag06/store';

/**
 * What a server answers that cannot serve a command now, also from inside a script: it starts, was demoted, moved the slot,
 * has no connection left, does not let us in until somebody sets its passwords right, or has lost our functions, which the next
 * call brings again.
 */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNKILLABLE|UNBLOCKED|DENIED|NOAUTH|WRONGPASS|NOPERM|max number of clients|upstream|Function not found)\b/;
/** The system's codes for a way to the server that is lost. */
const AWAY_CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EAI_AGAIN|ENOTFOUND)$/;
/** What the client reports of it by name, or by message where there is no code. */
const AWAY_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
]);
const AWAY_MESSAGES =
  /^(Connection is (closed|aborted|discarded)|Command timed out|connect ETIMEDOUT|Socket (timeout|closed)|Stream isn't writeable|Cluster isn't ready|Cluster is (disconnect|ended)|None of startup nodes|No master node|Node is disconnected|Too many Cluster redirections|Failed to refresh slots cache|All sentinels are unreachable|Client network socket disconnected)/;
const FULL = /\bOOM\b/;

/** What the store's function reported of one command: it was reached, so whatever does not pass by itself is for good. */
export function toCommandError(message: string): StoreError {
  if (FULL.test(message)) return toFull(message);
  if (NOT_NOW.test(message)) return toUnavailable(message);
  return new StoreError('STORE_REPLY_INVALID', `The store's function failed: ${message}`);
}

/**
 * What Redis or the way to it reported, as the port names it. Only what is known to pass is unavailable. A reply that nobody
 * knows is refused for good, and what is no report of either, such as a defect of ours, stays as it is.
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

/** A transaction is refused as a whole, and tells beside it why. */
function messageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}
