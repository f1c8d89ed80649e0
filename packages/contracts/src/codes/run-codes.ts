import type { CodeTable } from './code-row.ts';

/** Why runs, steps and attempts fail: in `error` of a run, its events and `ag06 runs show`. Handlers add codes of their own. */
export const RUN_CODES = {
  AGENT_FAILED: [
    'step',
    'The handler threw an error.',
    'The message and the stack are in `ag06 runs show RUN STEP`; mend the handler, then `ag06 runs retry RUN`.',
  ],
  APPENDS_TOO_MANY: [
    'step',
    'The attempt has appended more events than can wait for the store.',
    'Await what `append` returns.',
  ],
  APPEND_TOO_LATE: [
    'step',
    'The handler appended an event after its attempt was over.',
    'Append before the handler returns.',
  ],
  APPROVAL_TIMED_OUT: [
    'step',
    'Nobody answered within the `timeout` of the step.',
    'Retry the run to ask again, or say `onFailure` in the workflow.',
  ],
  BLOB_BROKEN: [
    'run; log',
    'A large output has other bytes than were written.',
    'Restore the store, or the segment of the archive, from a backup.',
  ],
  BLOB_NO_ROOM: [
    'log',
    'A large output filled the store again and again; its step fails with OUTPUT_TOO_LARGE.',
    'Give the store more memory, or return less.',
  ],
  BLOB_TOO_LARGE: [
    'log',
    'A value is larger than may be read or written at once.',
    'Give less in one output, or read it with `ag06 runs output`.',
  ],
  BLOB_UNKNOWN: [
    'run; log',
    'A large output is not there any more: its run was deleted, or the store lost it.',
    'Retry the step that made it, or start the run again.',
  ],
  BULLMQ_JOB_FAILED: [
    'step',
    'The job that a `bullmq.job` step handed over failed with all its attempts.',
    'Its reason and stack are in the error; mend that worker, then `ag06 runs retry RUN`.',
  ],
  BULLMQ_JOB_LOST: [
    'step',
    'The job was removed before its step had read how it ended.',
    'Find out who removes jobs of that queue; `ag06 runs retry RUN` hands it over again.',
  ],
  BULLMQ_MOVE_MISSING: [
    'step',
    'A processor threw DelayedError or WaitingError without moving the job.',
    'Await `job.moveToDelayed(time, token)` before it.',
  ],
  BULLMQ_QUEUES_TOO_MANY: [
    'attempt',
    'Steps of one worker wait for jobs on as many queues as may be.',
    'It is tried again; use fewer queues, or more workers.',
  ],
  BULLMQ_UNSUPPORTED: [
    'step',
    'A processor called something of BullMQ that has no equal in a run.',
    'The message says what to use instead.',
  ],
  CHILD_FAILED: [
    'step',
    'The child run did not complete; `runId` and `cause` name it and say why.',
    'Mend the cause, then `ag06 runs retry RUN`.',
  ],
  CLAIM_REFUSED: [
    'run; dead letter',
    'A step could not be begun for ten minutes, so its run failed.',
    'The log of the worker has the cause; mend it, then submit the run again.',
  ],
  COMMIT_REFUSED: [
    'step; dead letter',
    'The store refuses for good to record what became of the step.',
    'The log of the worker has the reply. See who else writes under this prefix, and report it.',
  ],
  DEPENDENCY_FAILED: [
    'attempt',
    'A handler reports that the service that it calls has failed (`DependencyFailure`).',
    'Mend the service; its breaker counts these.',
  ],
  DEPTH_EXCEEDED: [
    'step',
    'Workflows start each other over too many levels.',
    'See whether one starts itself without end.',
  ],
  ERROR_MISSING: [
    'run',
    'The run ended without an error that could be read.',
    'Its log has what happened (`ag06 runs events RUN`).',
  ],
  EVENTS_TOO_MANY: [
    'step',
    'An attempt emits more events than it may.',
    'Emit fewer, or append to a stream.',
  ],
  EVENT_INVALID: [
    'step',
    'An event that a handler emits or appends is not usable: its type, its id, or data that is no JSON.',
    'The message says which.',
  ],
  EXPRESSION_FAILED: [
    'step',
    'An expression of the workflow cannot be evaluated with these values.',
    'The message names the place; test for absent values with `has()`.',
  ],
  EXPRESSION_RANGE: [
    'step',
    'An expression gives a number that JSON cannot hold exactly.',
    'Make it a text in the expression (`string(…)`), or keep it smaller.',
  ],
  HTTP_BODY_INVALID: [
    'step',
    '`http.request`: the answer cannot be read as its type says.',
    'Mend the service.',
  ],
  HTTP_CONNECTION_FAILED: [
    'attempt',
    '`http.request`: the service could not be reached, or the connection broke.',
    'See whether it runs and can be reached from the workers.',
  ],
  HTTP_REDIRECTS_TOO_MANY: [
    'step',
    '`http.request`: the service redirects again and again.',
    'Call the address at its end.',
  ],
  HTTP_REDIRECT_INVALID: [
    'step',
    '`http.request`: the service redirects to what may not be called.',
    'Call another address, or mend the service.',
  ],
  HTTP_STATUS_UNEXPECTED: [
    'attempt',
    '`http.request`: the answer has a status that the step does not take as a success.',
    'The error has status and body; correct the request, the service, or what the step expects.',
  ],
  HTTP_TARGET_FORBIDDEN: [
    'step',
    '`http.request`: the address lies inside the network, which workflows may not call.',
    'If it is meant, list it in `AG06_HTTP_ALLOW` of the workers.',
  ],
  HTTP_TIMED_OUT: [
    'attempt',
    '`http.request`: no answer within `timeout` of the call.',
    'Raise `timeout`, or mend the service.',
  ],
  ITEMS_FAILED: [
    'step',
    'Items of a `forEach` failed, and the run went on with null in their places.',
    '`ag06 runs items RUN STEP` lists them.',
  ],
  ITEMS_TOO_LARGE: [
    'step',
    'The list of a `forEach` is larger than a list may be.',
    'Name less in each item, such as an id.',
  ],
  ITEMS_TOO_MANY: [
    'step',
    'The list of a `forEach` has more items than it may.',
    'Split the list over several runs.',
  ],
  JOB_UNRECOVERABLE: [
    'step',
    'A processor of BullMQ threw `UnrecoverableError`.',
    'Mend what its message says, then `ag06 runs retry RUN`.',
  ],
  OUTPUT_INVALID: [
    'step',
    'The output does not match the schema of the agent.',
    'Mend the handler, or the schema.',
  ],
  OUTPUT_TOO_DEEP: ['step', 'The output nests deeper than is allowed.', 'Make it flatter.'],
  OUTPUT_TOO_LARGE: [
    'step',
    'The output is larger than `AG06_OUTPUT_MAX`, or than the run may build.',
    'Return the place of the data in its stead, or a stream.',
  ],
  OUTPUT_UNSERIALISABLE: [
    'step',
    'The output is no JSON: it has a function, a BigInt, a circle or the like.',
    'Return plain data.',
  ],
  OUT_OF_MEMORY: [
    'attempt',
    'A handler reports that its memory is used up.',
    'Lower `AG06_CONCURRENCY`, or give the worker more memory.',
  ],
  PARENT_ENDED: [
    'run',
    'The step that started this child does not wait for it any more.',
    'Look at the parent run.',
  ],
  POISON: [
    'step; dead letter',
    'The step was given up after its worker died three times while it ran.',
    'Look for memory and crashes in the logs of the workers, then `ag06 runs retry RUN`.',
  ],
  RATE_LIMITED: [
    'attempt',
    'The service refused the call as one too many (429). It spends no attempt.',
    'It is tried again; cap the rate of the agent if it happens often (`ag06 tuning set`).',
  ],
  READS_TOO_LARGE: [
    'step',
    'The expressions of a step read more than they may at once.',
    'Read less, or let those steps give less.',
  ],
  REPEAT_EXHAUSTED: [
    'step',
    '`until` was not true after `max` iterations.',
    'Raise `max`, or see why it does not come true; `ag06 runs retry RUN` tries the last one once more.',
  ],
  RUN_CANCELLED: ['run', 'Somebody cancelled the run.', 'Start it again if it is still wanted.'],
  RUN_TERMINATED: [
    'run',
    'Somebody ended the run without undoing what it did.',
    'Undo it by hand where that is needed.',
  ],
  RUN_TIMED_OUT: [
    'run',
    'The run took longer than the `timeout` of its workflow.',
    '`ag06 runs show RUN` says where the time went; raise it, or mend that.',
  ],
  SIGNAL_TIMED_OUT: [
    'step',
    'The signal did not come within the `timeout` of the step.',
    'See why it was not sent; `ag06 runs retry RUN` waits again.',
  ],
  STEP_NOT_STARTED: [
    'step',
    'The step did not start `startWithin` its time.',
    'Add workers, or see what it waited for (`ag06 runs explain RUN`).',
  ],
  STEP_OVERDUE: [
    'step',
    'The step had no outcome `within` its time, with all its attempts and waits.',
    'See its attempts; raise it, or mend what was slow.',
  ],
  STEP_TIMED_OUT: [
    'attempt',
    'The attempt took longer than `timeout`.',
    'Raise `timeout`, or make the handler heed its `signal`.',
  ],
  WORKFLOW_MISSING: [
    '500; dead letter',
    'The store has lost the definition of this run.',
    'Push that definition again: the run goes on.',
  ],
  WORKFLOW_UNREADABLE: [
    '500; dead letter',
    'This release cannot compile the stored definition.',
    'Upgrade all workers and dispatchers, or push one that it can.',
  ],
} as const satisfies CodeTable;
