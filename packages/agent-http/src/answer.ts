import type { Readable } from 'node:stream';
import type { Json } from '@ag06/contracts';

/** Headers as they arrive; names in lower case. */
type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The answer of a server whose body is still on the way. */
export interface Answer {
  readonly status: number;
  readonly headers: ReceivedHeaders;
  readonly body: Readable;
}

/** The output of `http.request`: names of headers in lower case, `set-cookie` as a list, `url` after redirects. */
export interface RequestOutput {
  readonly status: number;
  readonly url: string;
  readonly headers: { readonly [name: string]: string | string[] };
  readonly body: Json;
}

/** Returns the value of a header, the first if there are several; undefined if there is none. */
export function headerOf(headers: ReceivedHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Headers of the answer itself, without those of the connection. */
export function toOutputHeaders(headers: ReceivedHeaders): RequestOutput['headers'] {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !CONNECTION.has(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, toValue(name, value ?? '')]));
}

const CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'trailer',
  'upgrade',
]);

function toValue(name: string, value: string | string[]): string | string[] {
  const values = Array.isArray(value) ? value : [value];
  return name === 'set-cookie' ? values : values.join(', ');
}
