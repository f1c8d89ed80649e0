/** A failure of the queues that may pass. The same call may be repeated. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: 'BROKER_FULL' | 'BROKER_UNAVAILABLE';
  readonly isRetryable = true;

  constructor(code: BrokerError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/**
 * Replies of a Redis that cannot serve a command now: it starts, was demoted, moved the slot, has no free connection,
 * or does not accept our password until somebody corrects it.
 */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNKILLABLE|UNBLOCKED|NOSCRIPT|DENIED|NOAUTH|WRONGPASS|max number of clients|upstream)\b/;
/** Codes of an unreachable server: the system's, and SQLSTATEs after which a retry may succeed (as in the store). */
const AWAY_CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EPROTO|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENETRESET|EADDRNOTAVAIL|EAFNOSUPPORT|EMFILE|ENFILE|ENOBUFS|EAI_\w+|ENOTFOUND|(08|25|26|28|40|53|55|57|58)...|3D000|XX000)$/;
/** An expired certificate is mended at the server. */
const AWAY_TLS = /^(ERR_SSL_|ERR_TLS_|UNABLE_TO_|HOSTNAME_MISMATCH)|(^|_)CERT(_|$)/;
/** Errors of the clients of Redis and PostgreSQL for an unreachable server: names, or messages without a code. */
const AWAY_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
]);
const AWAY_MESSAGES: readonly string[] = [
  'Connection terminated',
  'Client was closed',
  'Client network socket disconnected',
  'Cannot use a pool after',
  'PGlite is clos',
  'SASL: ',
  'The server does not support SSL',
  'There was an error establishing an SSL',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error',
  'Connection is closed',
  'Connection is aborted',
  'Connection is discarded',
  'Command timed out',
  'connect ETIMEDOUT',
  'Socket timeout',
  'Socket closed',
  "Stream isn't writeable",
  "Cluster isn't ready",
  'Cluster is disconnect',
  'Cluster is ended',
  'None of startup nodes',
  'No master node',
  'Node is disconnected',
  'Too many Cluster redirections',
  'Failed to refresh slots cache',
  'All sentinels are unreachable',
];
/** SQLSTATE: out of disk or memory. */
const STATE_FULL = /^53[12]..$/;

/**
 * Maps an error of a server or of the connection to the port's. Only known passing errors become a `BrokerError`; any
 * other stays as it is, and is not retried.
 */
export function toBrokerError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BrokerError) return error;
  const message = messageOf(error);
  const state = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/\bOOM\b/.test(message) || STATE_FULL.test(state)) {
    const remedy = 'Raise its maxmemory, free its disk, or delete old runs.';
    return new BrokerError('BROKER_FULL', `The server of the queues is full. ${remedy} (${message})`, error);
  }
  if (!isAway(error, message, state)) return error;
  return new BrokerError('BROKER_UNAVAILABLE', `The queues did not answer: ${message}`, error);
}

/** A refused transaction carries the reasons in separate errors. */
function messageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}

function isAway(error: Error, message: string, code: string): boolean {
  const { name } = error;
  if (name === 'ReplyError') return NOT_NOW.test(message);
  return (
    AWAY_CODES.test(code) ||
    AWAY_TLS.test(code) ||
    AWAY_NAMES.has(name) ||
    AWAY_MESSAGES.some((start) => message.startsWith(start)) ||
    ('syscall' in error && error.syscall === 'connect')
  );
}
