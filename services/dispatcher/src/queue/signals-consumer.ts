import { DEFAULT_TENANT, SIGNALS_QUEUE } from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import { sendQueued } from '../use-cases/signals/send-queued.ts';
import { EntryQueue } from './entry-queue.ts';
import { readSignalJob } from './read-signal-job.ts';

/**
 * Takes signals that other services put on the queue `ag06.signals`. A job reaches its run as `POST /v1/signals/{name}` and
 * `POST /v1/runs/{id}/signals/{name}` do, and returns what they would answer. One for a run whose mailbox is full waits on the
 * queue, and others pass it.
 */
export class SignalsConsumer extends EntryQueue {
  constructor(parts: Parts) {
    super(parts, {
      queue: SIGNALS_QUEUE,
      noun: 'signal',
      waits: 'queue',
      take: async (job, note) => {
        const read = readSignalJob(job);
        note({ runId: read.runId, correlationId: read.correlationId, signal: read.name });
        const { isRepeat: _, ...accepted } = await sendQueued(parts, DEFAULT_TENANT, read);
        return accepted;
      },
    });
  }
}
