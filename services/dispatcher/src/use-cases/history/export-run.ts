import { type HistoryEnd, type HistoryHead, type RunEvent, toRfc3339 } from '@ag06/contracts';
import { HISTORY_FORMAT, HISTORY_VERSION } from '@ag06/contracts/api';
import { largeOf } from '@ag06/protocol';
import { type RunStore, type RunSummary, readLog } from '@ag06/store';
import { withDeadline } from '../../deadline.ts';
import type { Parts } from '../../parts.ts';
import { describeSummary } from '../describe-run.ts';
import { needOf } from '../load-run-of.ts';
import { toPieces } from './export-output.ts';

/**
 * Exports a run: yields the lines of its history in pieces, page by page, as far as the reader takes them. Throws `Refusal`
 * RUN_UNKNOWN before the first piece.
 */
export async function exportRun(
  { store }: Pick<Parts, 'store'>,
  tenant: string,
  runId: string,
): Promise<AsyncGenerator<string, void, void>> {
  const { runs, workflows } = store;
  const run = await needOf(tenant, runId, runs.loadSummary(runId));
  const { workflow, version } = run.meta;
  const stored = await workflows.loadWorkflow(tenant, workflow, version);
  const head = toHead(run, await runs.now(), stored === undefined ? null : JSON.parse(stored.definition));
  return toLines(`${JSON.stringify(head)}\n`, run, store);
}

const toHead = (run: RunSummary, now: number, definition: HistoryHead['definition']): HistoryHead => ({
  format: HISTORY_FORMAT,
  formatVersion: HISTORY_VERSION,
  exportedAt: toRfc3339(now),
  run: describeSummary(run),
  ...(run.meta.depth !== undefined && { depth: run.meta.depth }),
  definition,
});

async function* toLines(
  head: string,
  { runId }: RunSummary,
  { runs, blobs }: Parts['store'],
): AsyncGenerator<string, void, void> {
  yield head;
  const loadLogPage: RunStore['loadLogPage'] = (...asked) => withDeadline(runs.loadLogPage(...asked));
  let [seq, isWhole] = [0, false];
  for await (const { events, more } of readLog({ loadLogPage }, runId)) {
    let text = '';
    for (const event of events) {
      const large = event.type === 'custom' ? undefined : largeOf(event);
      if (large !== undefined) {
        if (text !== '') yield text;
        text = '';
        yield* toPieces(blobs, runId, large);
      }
      text += toLine(event);
    }
    if (text !== '') yield text;
    seq = events.at(-1)?.seq ?? seq;
    isWhole = !more;
  }
  if (!isWhole) throw new Error(`The run ${runId} was deleted while it was exported.`);
  const end: HistoryEnd = { end: { events: seq } };
  yield `${JSON.stringify(end)}\n`;
}

const toLine = ({ seq, type, at, ...detail }: RunEvent): string =>
  `${JSON.stringify({ seq, type, at: toRfc3339(at), ...detail })}\n`;
