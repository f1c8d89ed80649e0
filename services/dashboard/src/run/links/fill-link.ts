import type { RunView } from '@ag06/client';

/** Some time around a run or an attempt, so that a search finds what its clocks set a bit apart. */
const AROUND_MS = 60_000;

type LinkedRun = Pick<RunView, 'runId' | 'traceId' | 'correlationId' | 'createdAt' | 'finishedAt'>;

/** One attempt of a run, whose log lines are looked for. */
export interface LinkedAttempt {
  readonly step: string;
  readonly attempt: number;
  readonly worker?: string | undefined;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339; undefined while it runs. */
  readonly endedAt?: string | undefined;
}

/**
 * Returns an address about a run, or about one attempt, by the template of the dispatcher: `http://jaeger:16686/trace/{traceId}`.
 * The places of an attempt are empty for a run, which finds all of its attempts where an empty text is found in each line.
 * Undefined if the run lacks what the template needs.
 */
export function fillLink(
  template: string,
  { runId, traceId, correlationId, createdAt, finishedAt }: LinkedRun,
  now: number,
  attempt?: LinkedAttempt,
): string | undefined {
  const [from, to] =
    attempt === undefined ? [createdAt, finishedAt] : [attempt.startedAt, attempt.endedAt ?? finishedAt];
  const end = to === undefined ? now : Date.parse(to);
  const values = new Map<string, string | null>([
    ['traceId', traceId],
    ['runId', runId],
    ['correlationId', correlationId],
    ['from', String(Date.parse(from) - AROUND_MS)],
    ['to', String(end + AROUND_MS)],
    ['step', attempt?.step ?? ''],
    ['attempt', attempt === undefined ? '' : String(attempt.attempt)],
    ['worker', attempt?.worker ?? ''],
  ]);
  const places = [...template.matchAll(PLACE)].map(([, name = '']) => values.get(name));
  if (places.some((value) => value === null || value === undefined)) return undefined;
  const filled = template.replace(PLACE, (_, name: string) => encodeURIComponent(values.get(name) ?? ''));
  return /^https?:\/\//i.test(filled) ? filled : undefined;
}

const PLACE = /\{([^{}]*)\}/g;
