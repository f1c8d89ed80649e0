import { isAway } from '@ag06/postgres';

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
/** What the Redis client reports of the way to a server, by name or, without a code, by message. */
const REDIS_AWAY_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
]);
const REDIS_AWAY_MESSAGES =
  /^(Connection is (closed|aborted|discarded)|Command timed out|connect ETIMEDOUT|Socket timeout|Stream isn't writeable|Cluster (isn't ready|is disconnect)|None of startup nodes|No master node|Node is disconnected|Too many Cluster redirections|Failed to refresh slots cache|All sentinels are unreachable)/;
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
  if (!isAway(error) && !isRedisAway(error, message)) return error;
  return new BrokerError('BROKER_UNAVAILABLE', `The queues did not answer: ${message}`, error);
}

/** A transaction is refused as a whole, and tells beside it why. */
function messageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}

function isRedisAway({ name }: Error, message: string): boolean {
  if (name === 'ReplyError') return NOT_NOW.test(message);
  return REDIS_AWAY_NAMES.has(name) || REDIS_AWAY_MESSAGES.test(message);
}
