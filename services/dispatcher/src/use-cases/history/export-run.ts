import {
  HISTORY_FORMAT,
  HISTORY_VERSION,
  type HistoryEnd,
  type HistoryHead,
  type RunEvent,
  toRfc3339,
} from '@ag06/contracts';
import type { RunSummary } from '@ag06/store';
import { withDeadline } from '../../deadline.ts';
import type { Parts } from '../../parts.ts';
import { describeSummary } from '../describe-run.ts';
import { needOf } from '../load-run-of.ts';

/** About how many characters of events are in memory at once, and between which numbers of events a page is. */
const PAGE_CHARACTERS = 256 * 1024;
const PAGE_MIN = 10;
const PAGE_MAX = 500;

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
  return toLines(`${JSON.stringify(head)}\n`, run, (after, limit) =>
    withDeadline(runs.loadEvents(runId, after, limit)),
  );
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
  load: (after: number, limit: number) => Promise<readonly RunEvent[] | undefined>,
): AsyncGenerator<string, void, void> {
  yield head;
  let seq = 0;
  for (let limit = PAGE_MIN; ; ) {
    const page = await load(seq, limit);
    if (page === undefined) throw new Error(`The run ${runId} was deleted while it was exported.`);
    const text = page.map(toLine).join('');
    if (text !== '') yield text;
    seq = page.at(-1)?.seq ?? seq;
    if (page.length < limit) break;
    const most = Math.floor((PAGE_CHARACTERS * page.length) / text.length);
    limit = Math.min(PAGE_MAX, Math.max(PAGE_MIN, most));
  }
  const end: HistoryEnd = { end: { events: seq } };
  yield `${JSON.stringify(end)}\n`;
}

const toLine = ({ seq, type, at, ...detail }: RunEvent): string =>
  `${JSON.stringify({ seq, type, at: toRfc3339(at), ...detail })}\n`;
