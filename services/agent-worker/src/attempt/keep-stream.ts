import type { OutputStream } from '@ag06/agent-kit';
import { LIMITS } from '@ag06/contracts';
import { toLargeText } from '@ag06/protocol';
import type { Parts } from '../parts.ts';

/**
 * Reads the stream of an output. Returns its text if a field of the run may hold it. Anything larger goes to the blob store as
 * it comes, so that it is never in memory as a whole, and a reference to it is returned.
 */
export async function keepStream(
  { blobs, repeater, closed }: Pick<Parts, 'blobs' | 'repeater' | 'closed'>,
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
  const ask = <T>(call: () => Promise<T>) => repeater.untilAnswered('output', call, closed);
  return toLargeText(await blobs.put(runId, goOn(held, pieces), { ask }));
}

async function* goOn(held: Uint8Array[], pieces: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* held.splice(0);
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}
