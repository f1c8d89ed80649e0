/** Request headers by name; a caller's names keep their case. */
export type HeaderRecord = Readonly<Record<string, string>>;

/** RFC 9110 tokens. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
/** Printable latin-1 and tabs: no CR, LF or NUL, which would begin another header or request. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;

export const HEADERS_MAX = 64;

/** Headers of one connection, or of the framing of a message: they are for the connection, not for the service. */
const OWN_BY_CONNECTION: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that a redirect may carry to another origin, because they contain no secrets. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'idempotency-key',
  'traceparent',
  'user-agent',
  'x-correlation-id',
]);

/** Returns the problem of a header that a caller asks for; undefined if there is none. */
export function findHeaderProblem(name: string, value: string): string | undefined {
  if (!NAME.test(name)) return 'expected a header name of at most 128 characters, a-z 0-9 and dashes';
  const lower = name.toLowerCase();
  if (OWN_BY_CONNECTION.has(lower) || lower.startsWith('proxy-')) {
    return 'expected a header of the request; this one belongs to the connection and is set by the agent';
  }
  if (VALUE.test(value)) return undefined;
  return 'expected at most 8192 printable characters in one line (CR, LF and other controls are refused)';
}

/** Whether two of the names differ in case only. */
export function hasTwins(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size < names.length;
}

/** Returns the headers that may be sent to another origin. */
export function forOtherOrigin(headers: HeaderRecord): HeaderRecord {
  return keep(headers, (name) => HARMLESS.has(name));
}

/** Returns the headers of a request whose body is dropped. */
export function withoutBody(headers: HeaderRecord): HeaderRecord {
  return keep(headers, (name) => !name.startsWith('content-'));
}

/** Returns the headers with defaults for those that the caller does not set; names in lower case. */
export function withDefaults(
  headers: HeaderRecord,
  defaults: Readonly<Record<string, string | undefined>>,
): HeaderRecord {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const missing = Object.entries(defaults).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries([...missing, ...given]);
}

function keep(headers: HeaderRecord, isKept: (name: string) => boolean): HeaderRecord {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name.toLowerCase())));
}
