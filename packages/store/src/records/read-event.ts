import { EVENT_TYPES, type EventType, type RunEvent } from '@ag06/contracts';
import { inRunRecord, unreadable } from './broken-record.ts';
import { readCount, readOptional, readText } from './read-value.ts';

/** An event as a store keeps it: `body` is the text of a JSON object with the rest of its properties. */
interface StoredEvent {
  readonly seq: unknown;
  readonly at: unknown;
  readonly type: unknown;
  readonly body: unknown;
}

/** Parses an event of a run's log. Throws `STORE_RECORD_INVALID` if it is broken. */
export const readEvent = (runId: string, stored: StoredEvent): RunEvent =>
  inRunRecord(runId, `event ${stored.seq}`, () => ({
    ...readBody(stored.body),
    seq: readCount('seq', stored.seq),
    type: readType(stored.type),
    at: readCount('at', stored.at),
  }));

interface EventBody {
  readonly step?: unknown;
  readonly worker?: unknown;
  readonly item?: unknown;
  readonly attempt?: unknown;
}

function readBody(text: unknown): object {
  const body: EventBody | null = JSON.parse(readText('body', text));
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw unreadable('body', 'a JSON object', text);
  readOptional(readText, 'step', body.step);
  readOptional(readText, 'worker', body.worker);
  readOptional(readCount, 'item', body.item);
  readOptional(readCount, 'attempt', body.attempt);
  return body;
}

/** Passes on types that this release does not know, because a later one may have written them. */
function readType(value: unknown): EventType {
  if (typeof value === 'string' && isEventType(value)) return value;
  throw unreadable('type', `a type of event, such as ${EVENT_TYPES[0]}`, value);
}

const isEventType = (text: string): text is EventType => /^(?:[a-z]+\.[a-z_]+|custom)$/.test(text);
