import { type OutputStream, Retryable } from '@ag06/agent-kit';
import { LIMITS } from '@ag06/contracts';
import { toLargeText } from '@ag06/protocol';
import type { Repeater } from '@ag06/runtime';
import { type BlobStore, StoreError } from '@ag06/store';

interface KeepParts {
  readonly blobs: Pick<BlobStore, 'put'>;
  readonly repeater: Repeater;
  /** Nothing is kept any more once it aborts. */
  readonly closed: AbortSignal;
}

/** How often in a row a piece may find the store full: some ten seconds. */
const FULL_MAX = 14;

/** Keeps the stream of an output. Resolves with the text that stands for it. */
export type KeepStream = (stream: OutputStream, run: { readonly runId: string }) => Promise<string>;

/**
 * Returns the function that reads the stream of an output. It resolves with its text if a field of the run may hold that.
 * Anything larger goes to the blob store as it comes, so that it is never in memory as a whole, and a reference to it is returned.
 */
export const keepStreams =
  (parts: KeepParts): KeepStream =>
  (stream, { runId }) =>
    keepStream(parts, runId, stream);

async function keepStream(
  { blobs, repeater, closed }: KeepParts,
  runId: string,
  stream: OutputStream,
): Promise<string> {
  const pieces = stream[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  for (let bytes = 0; bytes <= LIMITS.outputBytes; ) {
    const next = await pieces.next();
    if (next.done === true) return Buffer.concat(held).toString();
    held.push(next.value);
    bytes += next.value.byteLength;
  }
  let kept = 0;
  const ask = async <T>(call: () => Promise<T>) => {
    const answer = await repeater.untilAnswered('output', kept > 0 ? unlessFull(call) : call, closed);
    kept++;
    return answer;
  };
  return toLargeText(await blobs.put(runId, goOn(held, pieces), { ask }));
}

/**
 * Gives a stream up that has filled the store: its pieces would keep everybody else out until its time-out. The step is tried
 * again under its retry policy.
 */
function unlessFull<T>(call: () => Promise<T>): () => Promise<T> {
  let times = 0;
  return async () => {
    try {
      return await call();
    } catch (error) {
      const isFull = error instanceof StoreError && error.code === 'STORE_FULL';
      if (!isFull || ++times < FULL_MAX) throw error;
      const message =
        'The store has no room for the rest of the output. Give it more memory, or return less.';
      throw new Retryable(message, { code: 'OUTPUT_TOO_LARGE', cause: error, ofDependency: false });
    }
  };
}

async function* goOn(held: Uint8Array[], pieces: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* held.splice(0);
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}
