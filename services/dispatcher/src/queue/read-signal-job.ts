import type { EntryJob } from '@ag06/broker';
import { LIMITS, Refusal } from '@ag06/contracts';
import { QueueSignal, SIGNAL_JOB } from '@ag06/contracts/api';
import { check } from '../intake/check.ts';
import type { QueuedSignal } from '../use-cases/signals/send-queued.ts';
import { deriveJobKey } from './derive-job-key.ts';
import { needJob } from './need-job.ts';

/** Throws `Refusal` SIGNAL_INVALID and what `needJob` throws. */
export function readSignalJob(job: EntryJob): QueuedSignal {
  needJob(job, SIGNAL_JOB, 'A signal');
  const { key, runId, correlationId, ...signal } = check(QueueSignal, job.data, 'SIGNAL_INVALID');
  if ((runId === undefined) === (correlationId === undefined)) {
    const got = runId === undefined ? 'none' : 'both';
    const errors = [{ path: '', expected: 'runId or correlationId', got }];
    throw new Refusal(422, 'SIGNAL_INVALID', 'A signal names its run or a correlation id.', { errors });
  }
  if (Buffer.byteLength(JSON.stringify(signal.payload)) > LIMITS.outputBytes) {
    const message = `The payload is larger than ${LIMITS.outputBytes} bytes, which the output of a step may have. Send the place of the data in its stead.`;
    throw new Refusal(413, 'BODY_TOO_LARGE', message);
  }
  return { ...signal, runId, correlationId, key: key ?? deriveJobKey(job) };
}
