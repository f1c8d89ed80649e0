import type { Client } from '@ag06/client';

type Run = Awaited<ReturnType<Client['get']>>;

/** Moments of a log that are asked for: its first events, some between, and its last. */
const MOMENTS = [1, 2, 5, 13, 40, 'end'] as const;

/** The paths of all reads about one run: every reader of the API, each step, and items that exist or do not. */
export function toReads({ runId, steps, createdAt, finishedAt }: Run): readonly string[] {
  const run = `/v1/runs/${runId}`;
  const ofSteps = [...Object.keys(steps), 'nobody'].flatMap((step) => [
    `${run}/steps/${step}`,
    `${run}/steps/${step}?item=1`,
    `${run}/steps/${step}/output`,
    `${run}/steps/${step}/output?item=1`,
    `${run}/items?step=${step}&limit=2`,
  ]);
  return [
    run,
    ...[
      'result',
      'result?wait=1s',
      'events',
      'events?after=2&limit=3',
      'tree',
      'tree?depth=1',
      'explain',
      'export',
    ].map((path) => `${run}/${path}`),
    `${run}/events?from=${createdAt}&to=${finishedAt}`,
    ...[...MOMENTS, createdAt, finishedAt, '2001-01-01T00:00:00Z'].map((at) => `${run}/state?at=${at}`),
    ...ofSteps,
  ];
}

/** The paths of lists of runs: each filter and some together, from the first to the last page. */
export function toLists(runs: readonly Run[], asked: readonly string[]): readonly string[] {
  const own = runs.filter(({ runId }) => asked.includes(runId));
  const ids = [...new Set(own.map(({ correlationId }) => encodeURIComponent(correlationId)))];
  const times = runs.map(({ createdAt }) => createdAt).sort();
  const [early, late] = [times[Math.floor(times.length / 3)], times[Math.floor((times.length * 2) / 3)]];
  const parents = runs.flatMap(({ parent }) => (parent && 'runId' in parent ? [parent.runId] : []));
  const filters = [
    '',
    ...['completed', 'failed', 'cancelled', 'timed_out', 'running'].map((status) => `&status=${status}`),
    '&status=failed&status=cancelled',
    ...[...new Set(runs.map(({ workflow }) => workflow)), 'nobody'].map(
      (workflow) => `&workflow=${workflow}`,
    ),
    ...['blue', 'red', 'nobody'].map((tag) => `&tag=${tag}`),
    '&tag=blue&tag=red&status=completed',
    ...[...new Set(parents)].map((parent) => `&parent=${parent}`),
    ...ids.map((id) => `&correlationId=${id}`),
    '&attr.customer=c-1',
    '&attr.customer=prefix:c&attr.total=gt:7',
    '&attr.total=lte:70&workflow=order&status=completed',
    `&from=${early}`,
    `&to=${late}`,
    `&from=${early}&to=${late}&status=completed`,
  ];
  const lists = filters.map((filter) => `/v1/runs?limit=5${filter}`);
  return [...lists, ...ids.flatMap((id) => [`/v1/correlations/${id}`, `/v1/correlations/${id}?limit=7`])];
}

/** Of a page: where the next one is. It is signed, and may be another place between the same runs. */
const NEXT = /,"next":"([^"]+)"/;

/**
 * Reads these paths, and the pages after them. Returns by path the status, the type and the texts of all pages, without what
 * says that a run is in the archive, and without the moment of an export.
 */
export async function readEverything(url: string, paths: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const left = [...paths];
  const readSome = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop())
      found[path] = await readPages(url, path);
  };
  await Promise.all(Array.from({ length: 4 }, readSome));
  return found;
}

async function readPages(url: string, path: string): Promise<string> {
  const pages: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const answer: Response = await fetch(`${url}${path}${cursor}`);
    const text = await answer.text();
    const [, next]: readonly string[] = NEXT.exec(text) ?? [];
    cursor = next === undefined ? undefined : `&cursor=${next}`;
    pages.push(`${answer.status} ${answer.headers.get('content-type')} ${withoutMarks(text)}`);
  }
  return pages.join('\n');
}

const withoutMarks = (text: string): string =>
  text
    .replaceAll(',"archived":true', '')
    .replace(NEXT, ',"next":""')
    .replace(/"exportedAt":"[^"]+"/, '"exportedAt":""');
