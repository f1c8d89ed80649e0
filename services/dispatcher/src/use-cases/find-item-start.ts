import type { RunEvent } from '@ag06/contracts';
import { type RunStore, readLog } from '@ag06/store';

const PAGE = 100;
/** The most pages read in search of any item's start at one place of the log. */
const PAGES_MAX = 10;

/**
 * Finds a place in the run's log (`after`) shortly before the first start of an item. Items start in the order of their
 * numbers, so this is a binary search: about 20 short reads for 100,000 items.
 */
export async function findItemStart(
  runs: Pick<RunStore, 'loadLogPage'>,
  runId: string,
  step: string,
  item: number,
): Promise<number> {
  let low = 0;
  let high = PAGE;
  for (
    let seen = await look(high);
    seen !== 'end' && (seen === 'none' || seen < item);
    seen = await look(high)
  ) {
    if (seen !== 'none') low = high;
    high *= 2;
  }
  // If a part of the log has no start, the search goes to its beginning: too early costs reads, too late misses the
  // start.
  while (high - low > PAGE) {
    const middle = Math.floor((low + high) / 2);
    const seen = await look(middle);
    if (typeof seen === 'number' && seen < item) low = middle;
    else high = middle;
  }
  return low;

  /** Returns the first item that starts after this place. */
  async function look(after: number): Promise<number | 'none' | 'end'> {
    const range = { after, upTo: after + PAGES_MAX * PAGE, page: { events: PAGE } };
    let isEnd = true;
    for await (const { events, more } of readLog(runs, runId, range)) {
      const started = events.find((event) => isFirstStart(event, step));
      if (started !== undefined) return started.item;
      isEnd = !more;
    }
    return isEnd ? 'end' : 'none';
  }
}

const isFirstStart = (event: RunEvent, step: string): event is RunEvent & { item: number } =>
  (event.type === 'item.started' || event.type === 'item.waiting') &&
  event.step === step &&
  event.attempt === 1;
