import type { AgentContext } from '@ag06/agent-kit';
import { Job, type JobsOptions } from 'bullmq';
import { type Children, StepBackend, toQueueBackend } from './step-backend.ts';
import { unsupported } from './unsupported.ts';

interface StepJobSpec {
  readonly queueName: string;
  readonly prefix: string;
  readonly name: string;
  readonly data: unknown;
  readonly opts: JobsOptions;
  readonly children: Children;
  readonly keepsData: boolean;
}

interface StepJob {
  readonly job: Job;
  readonly backend: StepBackend;
}

/** Makes a real `Job` of BullMQ for one attempt of a step, with nothing behind it but the run. */
export function createStepJob(spec: StepJobSpec, context: AgentContext): StepJob {
  const { queueName, prefix, name, data, opts, children, keepsData } = spec;
  const backend = new StepBackend(context, children, keepsData);
  const qualifiedName = `${prefix}:${queueName}`;
  const queue = {
    name: queueName,
    qualifiedName,
    keys: {},
    toKey: (type: string) => `${qualifiedName}:${type}`,
    opts: {},
    closing: undefined,
    backend: toQueueBackend(backend),
    emit: () => false,
    on: () => queue,
    removeListener: () => queue,
    waitUntilReady: async () => {},
    trace: async <T>(_kind: unknown, _operation: string, _to: string, call: () => T | Promise<T>) => call(),
  };
  const job = new Job(
    queue as ConstructorParameters<typeof Job>[0],
    name,
    data,
    { ...opts },
    context.idempotencyKey,
  );
  job.attemptsStarted = context.attempt;
  job.attemptsMade = context.attempt - 1;
  job.processedOn = Date.now();
  // Of this one, BullMQ leaves a rejection of the backend unhandled.
  job.waitUntilFinished = () => Promise.reject(unsupported('waitUntilFinished'));
  return { job, backend };
}
