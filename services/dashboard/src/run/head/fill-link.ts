import type { RunView } from '@ag06/client';

/** Some time around a run, so that a search finds what its clocks set a bit apart. */
const AROUND_MS = 60_000;

/**
 * Returns an address about a run, by the template of the dispatcher: `http://jaeger:16686/trace/{traceId}`. Undefined if the
 * run lacks what the template needs.
 */
export function fillLink(
  template: string,
  {
    runId,
    traceId,
    correlationId,
    createdAt,
    finishedAt,
  }: Pick<RunView, 'runId' | 'traceId' | 'correlationId' | 'createdAt' | 'finishedAt'>,
  now: number,
): string | undefined {
  const end = finishedAt === undefined ? now : Date.parse(finishedAt);
  const values = new Map<string, string | null>([
    ['traceId', traceId],
    ['runId', runId],
    ['correlationId', correlationId],
    ['from', String(Date.parse(createdAt) - AROUND_MS)],
    ['to', String(end + AROUND_MS)],
  ]);
  const places = [...template.matchAll(PLACE)].map(([, name = '']) => values.get(name));
  if (places.some((value) => value === null || value === undefined)) return undefined;
  const filled = template.replace(PLACE, (_, name: string) => encodeURIComponent(values.get(name) ?? ''));
  return /^https?:\/\//i.test(filled) ? filled : undefined;
}

const PLACE = /\{([^{}]*)\}/g;
