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

/** What a server answers that cannot serve a command now: it starts, was demoted, or moved the slot. */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNKILLABLE|NOSCRIPT)\b/;
/** SQLSTATE: out of disk or memory; and what is wrong with a statement or its data, and not with the server. */
const STATE_FULL = /^53[12]..$/;
const STATE_WRONG = /^(22|23|42|54|P0|XX)...$/;

/** What a server or the way to it reported, as the port names it; a defect, and what no waiting mends, stay as they are. */
export function toBrokerError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BrokerError) return error;
  const message = messageOf(error);
  const state = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/\bOOM\b/.test(message) || STATE_FULL.test(state)) {
    const remedy = 'Raise its maxmemory, free its disk, or delete old runs.';
    return new BrokerError('BROKER_FULL', `The server of the queues is full. ${remedy} (${message})`, error);
  }
  if (isOfTheCommand(error, message, state)) return error;
  return new BrokerError('BROKER_UNAVAILABLE', `The queues did not answer: ${message}`, error);
}

/** A transaction is refused as a whole, and tells beside it why. */
function messageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}

function isOfTheCommand(error: Error, message: string, state: string): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return true;
  if (error.name === 'ReplyError') return !NOT_NOW.test(message);
  return STATE_WRONG.test(state);
}
