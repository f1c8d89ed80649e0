import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';

/** Bytes that a compressed body may take on the wire beyond its decoded size. */
const FRAMING_BYTES = 16 * 1024;

/** `cut`: the first `maxBytes` of a body that is longer. */
export type BodyRead =
  | { readonly status: 'whole'; readonly bytes: Buffer }
  | { readonly status: 'cut'; readonly bytes: Buffer }
  | { readonly status: 'undecodable'; readonly detail: string };

/** Encodings that `readBody` can decode. */
export const ACCEPT_ENCODING = 'gzip, br';

/**
 * Reads a body up to `maxBytes` of its decoded size, chunk by chunk, and lets go of it as soon as there is more; a
 * body that decodes to little or nothing is limited on the wire as well. Rejects with the error of the stream.
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<BodyRead> {
  // Its error reaches the loop below; one that comes after the loop has ended concerns nobody.
  body.on('error', () => {});
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return take(body, maxBytes);
  const decoder = createDecoder(encoding);
  if (decoder === undefined) {
    body.destroy();
    return {
      status: 'undecodable',
      detail: `its content-encoding is ${JSON.stringify(encoding.slice(0, 100))}`,
    };
  }
  return takeDecoded(body, decoder, maxBytes);
}

class WireLimitError extends Error {}

type Decoder = NonNullable<ReturnType<typeof createDecoder>>;

function createDecoder(encoding: string) {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  return encoding === 'br' ? createBrotliDecompress() : undefined;
}

async function takeDecoded(body: Readable, decoder: Decoder, maxBytes: number): Promise<BodyRead> {
  const wire = { bytes: 0 };
  pipeline(body, limitTo(maxBytes + FRAMING_BYTES, wire), decoder, () => {});
  try {
    return await take(decoder, maxBytes);
  } catch (error) {
    if (error instanceof WireLimitError) return { status: 'cut', bytes: Buffer.alloc(0) };
    const problem = findDecoderProblem(error);
    if (problem === undefined) throw error;
    // A body that is not there is no valid stream either.
    if (wire.bytes === 0) return { status: 'whole', bytes: Buffer.alloc(0) };
    return { status: 'undecodable', detail: `its ${problem}` };
  }
}

function limitTo(maxBytes: number, wire: { bytes: number }) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      wire.bytes += chunk.length;
      if (wire.bytes > maxBytes) throw new WireLimitError();
      yield chunk;
    }
  };
}

async function take(stream: Readable, maxBytes: number): Promise<BodyRead> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > maxBytes) return { status: 'cut', bytes: Buffer.concat(chunks, maxBytes) };
  }
  return { status: 'whole', bytes: Buffer.concat(chunks, size) };
}

/**
 * Returns the problem of a decoder's error. zlib's codes begin with `Z_`, brotli's with `ERR__ERROR_` or `ERR_BROTLI_`.
 */
function findDecoderProblem(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return /^(Z_|ERR__ERROR_|ERR_BROTLI_)/.test(String(error.code))
    ? `compressed stream is broken (${error.code})`
    : undefined;
}
