import { judgeRedisError, judgeRedisReply, type Outage, redisMessageOf } from '@ag06/outages';
import { StoreError, toBroken, unreadable } from '@ag06/store';

/** How the function says that a record is broken; then come its field and its text. */
export const RECORD_INVALID = 'RECORD_INVALID';
const BROKEN = new RegExp(`${RECORD_INVALID} (\\S+) (.*)$`, 's');

/** Maps an error that the function reported for one command. The server was reached, so most errors are permanent. */
export function toCommandError(message: string, runId: string): StoreError {
  const [, field, text] = BROKEN.exec(message) ?? [];
  if (field !== undefined) return toBroken(runId, field, unreadable('state', 'a text of ours', text));
  const outage = judgeRedisReply(message);
  if (outage !== undefined) return toOutage(outage, message);
  return new StoreError('STORE_REPLY_INVALID', `The store's function failed: ${message}`);
}

/**
 * Maps an error of Redis or of the connection to the port's. Only known passing errors are `STORE_UNAVAILABLE`; unknown
 * replies are permanent. Other errors, such as our own defects, are returned unchanged.
 */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const message = redisMessageOf(error);
  const outage = judgeRedisError(error);
  if (outage !== undefined) return toOutage(outage, message, error);
  if (error.name !== 'ReplyError') return error;
  return new StoreError('STORE_REPLY_INVALID', `Redis refused a command: ${message}`, error);
}

function toOutage(outage: Outage, message: string, cause?: unknown): StoreError {
  if (outage === 'away')
    return new StoreError('STORE_UNAVAILABLE', `Redis did not answer: ${message}`, cause);
  const text = `Redis is out of memory: raise maxmemory or delete old runs. (${message})`;
  return new StoreError('STORE_FULL', text, cause);
}

/** The error of a reply that has a word which no function of ours says. */
export const invalid = (what: string, word: string): StoreError =>
  new StoreError('STORE_REPLY_INVALID', `The store answered ${what} with ${JSON.stringify(word)}.`);
