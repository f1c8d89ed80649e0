import { Buffer } from 'node:buffer';
import { type JsonText, toJsonText } from './to-json-text.ts';

/** The bytes of an output as JSON in UTF-8, as they come. */
export type OutputStream = AsyncIterable<Uint8Array>;

/** What a handler may return in the place of a value, to give its output piece by piece. */
type Streamed =
  | { readonly gives: 'text'; readonly chunks: AsyncIterable<unknown> }
  | { readonly gives: 'list'; readonly items: AsyncIterable<unknown> };

/**
 * Returns the JSON of a handler's output as a stream, if the handler returned one. A stream of bytes (a Node `Readable`, a web
 * `ReadableStream`) is a text in UTF-8. Any other async iterable, such as a generator, is the list of what it yields.
 *
 * The stream throws `OutputRefused` for a value that is not JSON or has too many bytes, and the reason of the context's signal once that
 * aborts.
 */
export function streamOutput(
  returned: unknown,
  bounds: { readonly maxBytes: number; readonly maxDepth: number },
  context: { readonly signal: AbortSignal },
): OutputStream | undefined {
  const streamed = readStreamed(returned);
  if (streamed === undefined) return undefined;
  const pieces =
    streamed.gives === 'text'
      ? toTextPieces(streamed.chunks)
      : toListPieces(streamed.items, { ...bounds, maxDepth: bounds.maxDepth - 1 });
  return bounded(pieces, bounds.maxBytes, context.signal);
}

/** An output that cannot be recorded, and why, as `toJsonText` says it. */
export class OutputRefused extends Error {
  override readonly name = 'OutputRefused';
  readonly reason: Extract<JsonText, { status: 'refused' }>['reason'];

  constructor({ reason, detail }: Pick<Extract<JsonText, { status: 'refused' }>, 'reason' | 'detail'>) {
    super(detail);
    this.reason = reason;
  }
}

/** Whether the error says why an output is refused. A thrown proxy may throw when it is asked. */
export function isOutputRefused(thrown: unknown): thrown is OutputRefused {
  try {
    return thrown instanceof OutputRefused;
  } catch {
    return false;
  }
}

/** A value that throws when it is looked at is no stream, but a value that cannot be recorded. */
function readStreamed(returned: unknown): Streamed | undefined {
  if (typeof returned !== 'object' || returned === null) return undefined;
  try {
    return isAsyncIterable(returned) ? toStreamed(returned) : undefined;
  } catch {
    return undefined;
  }
}

function toStreamed(returned: AsyncIterable<unknown>): Streamed {
  const isBytes =
    returned instanceof ReadableStream ||
    ('pipe' in returned && typeof returned.pipe === 'function' && !isInObjectMode(returned));
  return isBytes ? { gives: 'text', chunks: returned } : { gives: 'list', items: returned };
}

const isAsyncIterable = (value: object): value is AsyncIterable<unknown> =>
  Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === 'function';

const isInObjectMode = (stream: object): boolean =>
  'readableObjectMode' in stream && stream.readableObjectMode === true;

async function* toTextPieces(chunks: AsyncIterable<unknown>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      const detail = 'its bytes are not UTF-8; encode them, for example as base64';
      throw new OutputRefused({ reason: 'unserialisable', detail });
    }
  };
  yield '"';
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') yield escapeText(chunk);
    else if (chunk instanceof Uint8Array) yield escapeText(decode(chunk));
    else {
      const detail =
        'its stream gives neither bytes nor texts; return an async iterable for a list of values';
      throw new OutputRefused({ reason: 'unserialisable', detail });
    }
  }
  yield `${escapeText(decode())}"`;
}

const escapeText = (text: string): string => JSON.stringify(text).slice(1, -1);

async function* toListPieces(
  items: AsyncIterable<unknown>,
  bounds: { readonly maxBytes: number; readonly maxDepth: number },
): AsyncIterable<string> {
  let separator = '[';
  for await (const item of items) {
    const json = toJsonText(item, bounds);
    if (json.status === 'refused') throw new OutputRefused(json);
    yield separator + json.text;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

/** Pieces are joined to about this size, because a stream may give single characters. */
const JOINED = 64 * 1024;

async function* bounded(
  pieces: AsyncIterable<string>,
  maxBytes: number,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  let held = '';
  let bytes = 0;
  const take = (): Uint8Array => {
    const piece = Buffer.from(held);
    held = '';
    bytes += piece.byteLength;
    if (bytes > maxBytes)
      throw new OutputRefused({ reason: 'too_large', detail: `it is beyond ${maxBytes} bytes` });
    return piece;
  };
  for await (const piece of pieces) {
    signal.throwIfAborted();
    held += piece;
    if (held.length >= JOINED) yield take();
  }
  yield take();
}

/** Reads a stream to its end, as one text. */
export async function collectText(stream: OutputStream): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
