import type { EntryJob } from '@ag06/broker';
import { Refusal } from '@ag06/contracts';
import { judgeData } from './judge-data.ts';

/**
 * Checks what jobs of every entry queue have: data that is JSON by the rules for bodies, and the name of such jobs.
 *
 * Throws `Refusal` JOB_MALFORMED, JOB_NAME_UNKNOWN and what `judgeData` throws.
 */
export function needJob({ name, data }: EntryJob, expected: string, what: string): void {
  if (data === undefined) {
    throw new Refusal(
      400,
      'JOB_MALFORMED',
      'The data or the options of the job are not JSON. Add it with a client of BullMQ.',
    );
  }
  if (name !== expected) {
    const errors = [{ path: 'name', expected, got: JSON.stringify(name).slice(0, 100) }];
    throw new Refusal(
      422,
      'JOB_NAME_UNKNOWN',
      `${what} is a job with the name ${expected}. Add it under that name.`,
      { errors },
    );
  }
  judgeData(data);
}
