/** What the queues could not do for now; the same may be asked again. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: 'BROKER_FULL' | 'BROKER_UNAVAILABLE';
  readonly isRetryable = true;

  constructor(code: BrokerError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** What a Redis answers that cannot serve a command now: it starts, was demoted, or moved the slot. */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNKILLABLE|NOSCRIPT)\b/;
/** Of the way to a server: the system's codes, and SQLSTATEs after which the same may succeed (as in `@ag06/postgres`). */
const AWAY_CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|08...|57P0[123]|53300|25006|40001|40P01)$/;
/** What the clients of Redis and PostgreSQL report of it by name, or by message where there is no code. */
const AWAY_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
]);
const AWAY_MESSAGES: readonly string[] = [
  'Connection terminated',
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
  "Stream isn't writeable",
  "Cluster isn't ready",
  'Cluster is disconnect',
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
 * What a server or the way to it reported, as the port names it. Only what is known to pass is a `BrokerError`: anything else
 * stays as it is, and nobody waits for it.
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

/** A transaction is refused as a whole, and tells beside it why. */
function messageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}

function isAway({ name }: Error, message: string, code: string): boolean {
  if (name === 'ReplyError') return NOT_NOW.test(message);
  return (
    AWAY_CODES.test(code) || AWAY_NAMES.has(name) || AWAY_MESSAGES.some((start) => message.startsWith(start))
  );
}
