/** What of a flow has no equal, or another one than one might think. */
export interface FlowNote {
  /** Where it stands in the flow, such as `children[0].opts.lifo`. */
  readonly path: string;
  readonly note: string;
}

/** Options of jobs without an equal, each with what there is instead. */
export const WITHOUT_EQUAL: ReadonlyMap<string, string> = new Map([
  ['removeOnComplete', 'runs are kept for AG06_RETENTION and then archived'],
  ['removeOnFail', 'runs are kept for AG06_RETENTION and then archived'],
  ['keepLogs', 'log lines are in the worker’s log, which decides how long it keeps them'],
  ['stackTraceLimit', 'stacks are cut by the fleet'],
  ['sizeLimit', 'inputs have limits of their own'],
  ['jobId', 'a run has its own id; submit it with an Idempotency-Key to have it once'],
  ['timestamp', 'a run begins when it is submitted'],
  ['deduplication', 'submit the run with an Idempotency-Key'],
  ['telemetry', 'a run has a trace of its own'],
  ['parent', 'start the workflow as a step `workflow` of the other one'],
  ['repeat', 'give the workflow a `schedule`'],
  ['lifo', 'the queue of an agent is in order of priority, and then first in, first out'],
]);
