import { Refusal } from '@ag06/contracts';
import type { AppendAnswer } from '@ag06/store';

/** When a caller may ask again for what the archive has. */
const RETRY_AFTER_MS = 5_000;

export const unknownStream = (stream: string): Refusal =>
  new Refusal(
    404,
    'STREAM_UNKNOWN',
    `There is no stream ${stream}: nothing was appended to it, or it was deleted. GET /v1/streams lists the streams.`,
  );

/** What a reader followed is over for good. A stream of the same name is another one. */
export const deletedStream = (stream: string): Refusal =>
  new Refusal(
    410,
    'STREAM_DELETED',
    `The stream ${stream} that you followed was deleted. Follow it without a position to begin with the one of this name now.`,
  );

/** The stream was deleted and written again since the caller looked at it. */
export function renewedStream(stream: string, incarnation: number): Refusal {
  const errors = [{ path: 'incarnation', expected: String(incarnation), got: 'that of a deleted stream' }];
  const message = `The stream ${stream} was deleted and written again: its positions begin at 1 anew. Begin anew, too.`;
  return new Refusal(409, 'STREAM_RENEWED', message, { errors });
}

export const unknownGroup = (stream: string, group: string): Refusal =>
  new Refusal(
    404,
    'GROUP_UNKNOWN',
    `The stream ${stream} has no group ${group}. A group begins with its first read, or with a reset.`,
  );

/** This dispatcher has no archive. `first`: the first position that the store keeps. */
export function positionArchived(stream: string, first: number): Refusal {
  const errors = [{ path: '', expected: `a place from position ${first} on`, got: 'one before it' }];
  const message = `The events of ${stream} before position ${first} left the store for an archive, which this dispatcher does not have. Give it the AG06_ARCHIVE_URL of the fleet; or, if that archive is given up, reset the group to \`first\`, which begins with ${first}.`;
  return new Refusal(409, 'POSITION_ARCHIVED', message, { errors });
}

/** Whether the place is in the archive cannot be told. `first`: the first position that the store keeps. */
export const placeUnknown = (stream: string, first: number, why: string): Refusal =>
  new Refusal(
    503,
    'ARCHIVE_UNAVAILABLE',
    `Events of ${stream} before position ${first} may be in the archive, which cannot be asked: ${why} The group stays where it is. Repeat the request later, or reset to a place from ${first} on.`,
    { retryAfterMs: RETRY_AFTER_MS },
  );

export const tooManyGroups = (stream: string): Refusal =>
  new Refusal(
    409,
    'GROUPS_TOO_MANY',
    `The stream ${stream} has as many groups as it may have. Delete one that nobody reads: DELETE /v1/streams/{name}/groups/{group}.`,
  );

/** The position at which the stream ends is the `expected` of the first error. */
export function conflict(stream: string, expected: number, last: number): Refusal {
  const errors = [{ path: 'expect', expected: String(last), got: String(expected) }];
  const message = `The stream ${stream} ends at position ${last}, not at ${expected}. Nothing was appended: read what came since, and decide again.`;
  return new Refusal(409, 'STREAM_CONFLICT', message, { errors });
}

export const keyReused = (stream: string): Refusal =>
  new Refusal(
    409,
    'KEY_REUSED',
    `This Idempotency-Key was used for another append to ${stream}. Nothing was appended: choose a new key.`,
  );

/** The position at which the stream ends is the `expected` of the first error. */
export function positionAhead(stream: string, after: number, last: number): Refusal {
  const errors = [{ path: 'after', expected: `at most ${last}`, got: String(after) }];
  const message = `The stream ${stream} ends at position ${last}, before ${after}: it was deleted and begun anew, or its store lost events. Read from a place that you are sure of, or from the first.`;
  return new Refusal(409, 'POSITION_AHEAD', message, { errors });
}

export function tooLarge({ index, bytes, limit }: Extract<AppendAnswer, { result: 'too_large' }>): Refusal {
  const errors = [
    {
      path: index === undefined ? 'events' : `events.${index}.data`,
      expected: `at most ${limit} bytes`,
      got: `${bytes} bytes`,
    },
  ];
  const message =
    index === undefined
      ? `The events have ${bytes} bytes together, more than ${limit}. Send fewer at once.`
      : `An event has ${bytes} bytes, more than ${limit} (AG06_EVENT_MAX). Keep large data elsewhere, and append its address.`;
  return new Refusal(413, index === undefined ? 'EVENTS_TOO_LARGE' : 'EVENT_TOO_LARGE', message, { errors });
}
