import { client } from '../../client.ts';
import { parseFilters, toRunFilter } from '../../runs/filters.ts';

/** Returns whether the list of runs at an address has any. Rejects if it is refused. */
export async function hasRuns(href: string, signal: AbortSignal): Promise<boolean> {
  const filters = parseFilters(href.slice(href.indexOf('?')));
  const page = await client.listPage({ ...toRunFilter(filters), limit: 1 }, { signal, retryForMs: 0 });
  return page.items.length > 0 || page.next !== undefined;
}
