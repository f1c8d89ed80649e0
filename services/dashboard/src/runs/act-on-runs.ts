import { type BulkView, RefusedError } from '@ag06/client';

const AT_A_TIME = 6;
const REASONS_MAX = 10;

export type ActCounts = Pick<BulkView, 'matched' | 'done' | 'refused' | 'failed' | 'reasons' | 'status'>;

/** Acts on each of these runs, some at a time, and tells the counts after each. Begins no more once the signal aborts. */
export async function actOnRuns(
  runIds: readonly string[],
  act: (runId: string) => Promise<unknown>,
  onCounts: (counts: ActCounts) => void,
  signal: AbortSignal,
): Promise<void> {
  const counts = { done: 0, refused: 0, failed: 0 };
  const reasons: BulkView['reasons'] = [];
  const tell = (status: BulkView['status']) =>
    onCounts({ matched: runIds.length, ...counts, reasons: [...reasons], status });
  const left = [...runIds];
  const turn = async () => {
    for (let id = left.shift(); id !== undefined && !signal.aborted; id = left.shift()) {
      try {
        await act(id);
        counts.done++;
      } catch (error) {
        const outcome = error instanceof RefusedError ? 'refused' : 'failed';
        counts[outcome]++;
        if (reasons.length < REASONS_MAX) reasons.push(toReason(id, outcome, error));
      }
      tell('running');
    }
  };
  tell('running');
  await Promise.all(Array.from({ length: AT_A_TIME }, turn));
  tell(signal.aborted ? 'stopped' : 'completed');
}

const toReason = (id: string, outcome: 'refused' | 'failed', error: unknown): BulkView['reasons'][number] =>
  error instanceof RefusedError
    ? { id, outcome, code: error.code, message: error.problem.detail }
    : { id, outcome, code: 'FAILED', message: error instanceof Error ? error.message : String(error) };
