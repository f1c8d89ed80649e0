import type { QueueWatch } from './queue-watch.ts';

/** How a job ended. `finishedOn` is undefined if only an event tells it. */
export type JobEnd =
  | { readonly status: 'completed'; readonly value: unknown }
  | {
      readonly status: 'failed';
      readonly reason: string;
      readonly stack: string | undefined;
      readonly finishedOn: number | undefined;
    };

/** BullMQ keeps some 10,000 events of a queue. */
const EVENTS_MAX = 20_000;
const PAGE = 1_000;

/** Looks for the end of a job that is not there any more in the events of its queue, the newest first. */
export async function findEnd({ queue, client }: QueueWatch, jobId: string): Promise<JobEnd | undefined> {
  let before = '+';
  for (let seen = 0; seen < EVENTS_MAX; seen += PAGE) {
    const page = await client.xrevrange(queue.toKey('events'), before, '-', 'COUNT', PAGE);
    for (const [, listed] of page) {
      const fields = toMap(listed);
      if (fields.get('jobId') !== jobId || LATER.has(fields.get('event'))) continue;
      const end = toEnd(fields);
      return end === 'none' ? undefined : end;
    }
    const oldest = page.at(-1);
    if (oldest === undefined || page.length < PAGE) return undefined;
    before = `(${oldest[0]}`;
  }
  return undefined;
}

/** Events that may follow the end of a job. After any other one, it had not ended. */
const LATER: ReadonlySet<string | undefined> = new Set(['duplicated', 'retries-exhausted', 'progress']);

/** `none`: the newest event of the job is no end. */
function toEnd(fields: ReadonlyMap<string, string>): JobEnd | 'none' {
  switch (fields.get('event')) {
    case 'completed':
      return { status: 'completed', value: JSON.parse(fields.get('returnvalue') ?? 'null') };
    case 'failed':
      return {
        status: 'failed',
        reason: fields.get('failedReason') ?? '',
        stack: undefined,
        finishedOn: undefined,
      };
    default:
      return 'none';
  }
}

/** @param fields names and values in turn */
const toMap = (fields: readonly string[]): ReadonlyMap<string, string> =>
  new Map(fields.flatMap((field, i) => (i % 2 === 0 ? [[field, fields[i + 1] ?? '']] : [])));
