import type { CodeTable } from './code-row.ts';

/** Of any request: its form, who sends it, and the fleet behind it. */
export const REQUEST_CODES = {
  ACTOR_INVALID: [
    '422',
    'The header `X-Actor` is no name.',
    'Send 1 to 128 printable characters; beyond ASCII as RFC 8187 writes them.',
  ],
  ARCHIVE_UNAVAILABLE: [
    '503',
    'The archive does not answer now, and the answer may be there.',
    'Try again after `Retry-After`; check the bucket or folder of `AG06_ARCHIVE_URL`.',
  ],
  BODY_MALFORMED: ['400', 'The body is not JSON, or not UTF-8.', 'Send the JSON of the reference, in UTF-8.'],
  BODY_TOO_COMPLEX: [
    '400',
    'The body has too many lists, objects, elements and keys.',
    'Send less at once, or the place of the data in its stead.',
  ],
  BODY_TOO_DEEP: ['400', 'The body nests deeper than is allowed.', 'Make it flatter.'],
  BODY_TOO_LARGE: [
    '413',
    'The body is larger than this route takes.',
    'Send less at once, or the place of the data in its stead.',
  ],
  BROKER_FULL: [
    '503',
    'The server of the queues is full.',
    'Give it more memory; then repeat the request with the same `Idempotency-Key`.',
  ],
  BROKER_UNAVAILABLE: [
    '503',
    'The queues do not answer.',
    'Repeat with the same `Idempotency-Key`; see whether Redis or PostgreSQL runs.',
  ],
  CORRELATION_ID_INVALID: [
    '422',
    'A correlation id has characters that it may not have, or too many.',
    'Send 1 to 128 printable ASCII characters.',
  ],
  CURSOR_INVALID: [
    '422',
    'The cursor belongs to another list, or to none.',
    'Begin without one, and pass on the `next` of each page.',
  ],
  DASHBOARD_NOT_BUILT: [
    '404',
    'The files of the page are not there.',
    'In a clone: `npm run build -w services/dashboard`, and load the page again.',
  ],
  DRAINING: [
    '503',
    'This dispatcher ends, and takes nothing new.',
    'Repeat the request: another dispatcher, or this one after its restart, takes it.',
  ],
  EXPECTATION_UNKNOWN: [
    '417',
    'The header `Expect` asks for something that is not known.',
    'Leave the header out; only `100-continue` is known.',
  ],
  FEED_FULL: [
    '503',
    'This dispatcher serves as many readers as `AG06_FEED_READERS` allows.',
    'Try another dispatcher, or later; raise the setting if there is memory.',
  ],
  FEED_POSITION_GONE: [
    '410',
    'The feed does not go back so far (`AG06_FEED_WINDOW`).',
    'Follow it from now on, and read what was missed with `GET /v1/runs?from=`.',
  ],
  FEED_POSITION_INVALID: [
    '422',
    'That is no place in the feed, or one that is yet to come.',
    'Pass the `id` of the last event that you have.',
  ],
  FEED_STALLED: [
    'end of a feed',
    'The reader took nothing for longer than `AG06_FEED_STALL_MS`.',
    'Read faster, and connect again with the last id.',
  ],
  DISPATCHER_STOPPING: [
    'end of a feed',
    'This dispatcher stops.',
    'Connect again with the last id; the client does so by itself.',
  ],
  READER_GONE: ['log', 'A reader of a feed closed its connection.', 'Nothing has to be done.'],
  HEADERS_TOO_LARGE: [
    '431',
    'Request line and headers are larger than 16 KiB together.',
    'Send fewer or shorter ones.',
  ],
  HOST_MISSING: ['400', 'A request of HTTP/1.1 has no `Host`.', 'Send the header.'],
  HOST_NOT_ALLOWED: [
    '421',
    'The API is called by a name that it does not go by.',
    'Add the name to `AG06_HTTP_HOSTS` of the dispatchers.',
  ],
  INTAKE_BUSY: [
    '503',
    'The threads that read large bodies are busy; nothing was done.',
    'Try again, or send a smaller body.',
  ],
  INTERNAL: [
    '500',
    'A defect of AG06.',
    'The log of the dispatcher has the error, under the correlation id of the answer: report it.',
  ],
  KEY_INVALID: [
    '422',
    'The `Idempotency-Key` is not usable here.',
    'Send 1 to 128 printable ASCII characters; a batch has a `dedupeKey` for each run.',
  ],
  KEY_REUSED: ['409', 'The key was used for another request.', 'Use a new key, or repeat the same body.'],
  KEY_RUN_DELETED: [
    '410',
    'The run that was started under this key has ended and was deleted.',
    'Use a new key to run it again.',
  ],
  MEDIA_TYPE_UNSUPPORTED: [
    '415',
    'The `Content-Type` is missing, or not one that the route takes.',
    'Send `Content-Type: application/json`; definitions may be YAML.',
  ],
  METHOD_NOT_ALLOWED: ['405', 'The path has no such method.', 'Use one of those in the header `Allow`.'],
  METHOD_UNKNOWN: ['405', 'The health endpoint of a process takes GET and HEAD alone.', 'Send GET.'],
  NUMBER_INEXACT: [
    '422',
    'A number would be changed on its way, because no double has its digits.',
    'Send it as a text.',
  ],
  ORIGIN_NOT_ALLOWED: [
    '403',
    'A page of another site may not use this API.',
    'Call it from a server, or serve the page under a name of `AG06_HTTP_HOSTS`.',
  ],
  PATH_MALFORMED: ['400', 'The path is not a valid URL path.', 'Encode what is in it (`%2F` and the like).'],
  PATH_TOO_LONG: ['414', 'A part of the path is longer than any name may be.', 'Check the name in it.'],
  QUERY_INVALID: [
    '422',
    'A parameter of the query is unknown, or has a wrong value.',
    '`errors` names it, with what was expected.',
  ],
  REQUEST_INVALID: [
    '4xx',
    'The request is not one that the server takes.',
    '`detail` says what is wrong with it.',
  ],
  REQUEST_MALFORMED: [
    '400',
    'This is no HTTP request.',
    'Use a client of HTTP/1.1, and `http://` where there is no TLS.',
  ],
  REQUEST_TIMED_OUT: ['408', 'The request did not arrive in time.', 'Send it again.'],
  ROUTE_UNKNOWN: [
    '404',
    'There is no such route.',
    'See the HTTP API, and whether a proxy changes the path.',
  ],
  STORE_NEARLY_FULL: [
    '503; health',
    'The store is more than 95 % full: runs of priority `bulk` and `low` are refused.',
    'Raise `AG06_STORE_MEMORY` or the memory of the server; send it again later with the same key.',
  ],
  STORE_RECORD_INVALID: [
    '500',
    'A record in the store is broken; the message names its run.',
    'Find out who else writes there; delete the run if it is not needed.',
  ],
  STORE_FULL: [
    '503; health',
    'The store refuses writes: its memory is full.',
    'Give Redis more memory (`maxmemory`), or let runs leave it (`AG06_ARCHIVE_URL`, `AG06_RETENTION`).',
  ],
  STORE_UNAVAILABLE: [
    '503',
    'The store does not answer. Whether the request was carried out is unknown.',
    'Repeat with the same `Idempotency-Key`; see whether Redis or PostgreSQL runs.',
  ],
} as const satisfies CodeTable;
