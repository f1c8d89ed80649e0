import { isError, type Outage, redisMessageOf } from '@ag06/outages';

/** Judges an error by the known ones of one kind of server. Undefined if no waiting mends it, or nobody knows it. */
export type JudgeOutage = (error: unknown) => Outage | undefined;

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
 * Maps an error of a server of queues, or of the connection to it, to the port's. Only known passing errors become a
 * `BrokerError`. All others are returned unchanged, and nobody waits for them.
 */
export function toBrokerError(error: unknown, judge: JudgeOutage): unknown {
  if (!isError(error) || error instanceof BrokerError) return error;
  const message = redisMessageOf(error);
  const outage = judge(error);
  if (outage === undefined) return error;
  if (outage === 'away') {
    return new BrokerError('BROKER_UNAVAILABLE', `The queues did not answer: ${message}`, error);
  }
  const remedy = 'Raise its maxmemory, free its disk, or delete old runs.';
  return new BrokerError('BROKER_FULL', `The server of the queues is full. ${remedy} (${message})`, error);
}
