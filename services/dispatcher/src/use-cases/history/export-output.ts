import type { HistoryPiece } from '@ag06/contracts';
import type { LargeValue } from '@ag06/protocol';
import { type BlobStore, StoreError } from '@ag06/store';
import { withDeadline } from '../../deadline.ts';

/**
 * Yields a large output as lines of an export, of which one at a time is in memory. One that the store has lost ends early, or
 * has no line: readers compare its hash.
 */
export async function* toPieces(
  blobs: Pick<BlobStore, 'read'>,
  runId: string,
  large: LargeValue,
): AsyncGenerator<string, void, void> {
  const { sha256 } = large;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const pieces = blobs.read(runId, large)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await withDeadline(pieces.next());
      if (next.done) return;
      const line: HistoryPiece = { piece: { sha256, text: decoder.decode(next.value, { stream: true }) } };
      yield `${JSON.stringify(line)}\n`;
    }
  } catch (error) {
    if (!(error instanceof StoreError) || !LOST.has(error.code)) throw error;
  } finally {
    // Nobody waits for it: it ends no sooner than a read that the store does not answer.
    pieces.return?.().catch(() => {});
  }
}

const LOST: ReadonlySet<string> = new Set(['BLOB_UNKNOWN', 'BLOB_BROKEN']);
