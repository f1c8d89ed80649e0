import { SUBMISSIONS_QUEUE } from '@ag06/contracts';
import { toLogIds } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { startRun } from '../use-cases/start-run.ts';
import { EntryQueue } from './entry-queue.ts';
import { readSubmission } from './read-submission.ts';
import { traceSubmission } from './trace-submission.ts';

/**
 * Takes submissions that other services put on the queue `ag06.submissions`. A job becomes a run, and returns what
 * `POST /v1/runs` would answer.
 */
export class SubmissionsConsumer extends EntryQueue {
  constructor(parts: Parts) {
    super(parts, {
      queue: SUBMISSIONS_QUEUE,
      noun: 'submission',
      waits: 'here',
      take: async (job, note) => {
        const read = readSubmission(job);
        note(toLogIds(read));
        const { isRepeat: _, ...submitted } = await traceSubmission(job, read, (start) =>
          startRun(parts, start),
        );
        return submitted;
      },
    });
  }
}
