import type { LoggedEvent, RecordedRun } from './history.ts';

const TERMINAL = 'status=completed&status=failed&status=cancelled&status=timed_out';

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}.`);
  return (await response.json()) as T;
}

/** Whether any run is still open. */
export async function hasOpenRuns(url: string): Promise<boolean> {
  const page = await get<{ items: unknown[] }>(
    `${url}/v1/runs?status=running&status=scheduled&status=waiting&limit=1`,
  );
  return page.items.length > 0;
}

/** All runs, with their logs as two dispatchers tell them. */
export async function recordRuns(urls: readonly string[]): Promise<RecordedRun[]> {
  const [first = '', second = first] = urls;
  const runs: RecordedRun[] = [];
  for (const query of [TERMINAL, 'status=running&status=scheduled&status=waiting&status=paused']) {
    for (let cursor = ''; ; ) {
      const page = await get<{ items: { runId: string }[]; next?: string }>(
        `${first}/v1/runs?limit=100&${query}${cursor}`,
      );
      runs.push(...(await Promise.all(page.items.map(({ runId }) => recordRun(first, second, runId)))));
      if (page.next === undefined) break;
      cursor = `&cursor=${page.next}`;
    }
  }
  return runs;
}

async function recordRun(first: string, second: string, runId: string): Promise<RecordedRun> {
  const path = `/v1/runs/${runId}`;
  const [run, log, again] = await Promise.all([
    get<Omit<RecordedRun, 'events' | 'eventsAgain'>>(`${first}${path}`),
    get<{ events: LoggedEvent[] }>(`${first}${path}/events?limit=500`),
    get<{ events: LoggedEvent[] }>(`${second}${path}/events?limit=500`),
  ]);
  return { ...run, events: log.events, eventsAgain: again.events };
}
