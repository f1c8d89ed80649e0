import { NonRetryable } from '@ag06/agent-kit';

/** What to do instead of a method of BullMQ's jobs that has no equal here. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [
    'updateData',
    'Return the data and let a later step read it, or set `updateData: "attempt"`: the change then lasts for this attempt',
  ],
  ['moveToCompleted', 'Return the value'],
  ['moveToFailed', 'Throw the error'],
  ['retryFinishedJob', 'Set `retry` of the step, or use `ag06 runs retry`'],
  ['promote', 'Set no delay'],
  ['changeDelay', 'Use a `wait` step before this one'],
  ['changePriority', 'Set `priority` of the step'],
  ['remove', 'Cancel the run'],
  ['removeChildDependency', 'Leave the step out of `needs`'],
  ['removeUnprocessedChildren', 'Give those steps a `when`'],
  ['clearLogs', 'The lines are in the worker’s log already'],
  ['waitUntilFinished', 'Read the output of the step, or of the run'],
]);

/** The error of a call that a job in a fleet cannot do. Its step fails at once. */
export function unsupported(what: string): NonRetryable {
  const remedy = REMEDIES.get(what) ?? 'Call what you need through a client of its own, such as a Queue';
  return new NonRetryable(`BullMQ’s \`${what}\` has no equal in a step of a run. ${remedy}.`, {
    code: 'BULLMQ_UNSUPPORTED',
  });
}
