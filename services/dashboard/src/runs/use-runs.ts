import type { ListGapView, RunSummaryView } from '@ag06/client';
import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { whileVisible } from '../live/while-visible.ts';
import { Turns } from '../parts/turns.ts';
import { type Filters, toRunFilter, toSearch } from './filters.ts';
import { PagedList } from './paged-list.ts';
import { applyChange, countNew, FOLLOWED, RunChanges } from './run-changes.ts';

const PAGE = 100;
const LOOK_MS = 1_000;
const AGAIN_MS = 5_000;

/** How many runs came since the list was loaded; not exact: at least so many. */
interface NewRuns {
  readonly count: number;
  readonly isExact: boolean;
}

const NONE: NewRuns = { count: 0, isExact: true };

/** The runs that match, live: what is shown changes in place, and new runs are only counted until the reader asks for them. */
export function useRuns(filters: Filters) {
  const search = toSearch(filters);
  const [round, reload] = useReducer((count: number) => count + 1, 0);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [gap, setGap] = useState<ListGapView>();
  const [fresh, setFresh] = useState<NewRuns>(NONE);

  const list = useMemo(() => {
    const filter = toRunFilter(filters);
    return new PagedList<RunSummaryView>({
      idOf: ({ runId }) => runId,
      onChange: () => redraw(undefined),
      load: async (cursor, signal) => {
        const page = await client.listPage({ ...filter, limit: PAGE, cursor }, { signal });
        if (page.incomplete !== undefined) setGap(page.incomplete);
        return page;
      },
    });
  }, [search, round]);

  useEffect(() => {
    setFresh(NONE);
    setGap(undefined);
    const controller = new AbortController();
    const shown = { onChange: () => redraw(undefined), onNew: setFresh };
    whileVisible((signal) => void followRuns(filters, list, signal, shown), controller.signal);
    return () => {
      controller.abort();
      list.stop();
    };
  }, [list]);

  return { list, gap, fresh, reload: () => reload(undefined) };
}

/** Follows the feed until the signal aborts, and takes what came at most once a second. */
async function followRuns(
  filters: Filters,
  list: PagedList<RunSummaryView>,
  signal: AbortSignal,
  { onChange, onNew }: { readonly onChange: () => void; readonly onNew: (fresh: NewRuns) => void },
): Promise<void> {
  const changes = new RunChanges();
  let isLooking = false;
  const look = async () => {
    const { changes: taken, hasNew } = changes.take();
    let isChanged = false;
    for (const [runId, change] of taken)
      if (list.update(runId, (run) => applyChange(run, change))) isChanged = true;
    if (isChanged) onChange();
    if (!hasNew) return;
    const page = await client.listPage({ ...toRunFilter(filters), limit: PAGE }, { signal });
    // Before the first page of the list is there, nothing is new.
    if (signal.aborted || (list.count === 0 && !list.isEnd)) return;
    for (const run of page.items) list.update(run.runId, () => run);
    onChange();
    onNew(countNew(page.items, list.firstItems));
  };
  const looks = new Turns(() => look().catch(() => {}), signal);
  const lookSoon = () => {
    if (isLooking) return;
    isLooking = true;
    setTimeout(() => {
      isLooking = false;
      looks.ask();
    }, LOOK_MS);
  };
  const { workflow } = filters;
  const feed = { type: FOLLOWED, ...(workflow !== undefined && { workflow: [workflow] }) };
  while (!signal.aborted) {
    // What happened before the feed begins is in what is looked at.
    changes.expectNew();
    lookSoon();
    try {
      for await (const event of client.feed(feed, { signal })) {
        changes.add(event);
        lookSoon();
      }
    } catch {
      // Nothing answers, or the position is too old: it begins again with what is to come.
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
