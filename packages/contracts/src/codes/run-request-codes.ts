import type { CodeTable } from './code-row.ts';

/** Of requests about workflows, runs, steps, agents and workers. */
export const RUN_REQUEST_CODES = {
  AGENT_UNKNOWN: [
    '404; validation',
    'No worker has ever served an agent of this name.',
    'Correct the name (`ag06 agents list`), or start a worker that loads the agent (embedded fleet: name its file in `ag06.agents`, and start `ag06 up` again).',
  ],
  ALLOW_INVALID: ['422', 'The names to allow in a fork are not as expected.', '`errors` says where.'],
  ATTRIBUTES_INVALID: [
    '422',
    'The attributes of the workflow cannot be made of this input.',
    'Correct the input, or the expressions under `attributes`.',
  ],
  BATCH_INVALID: ['422', 'The body is no batch of submissions.', '`errors` says where.'],
  BREAKER_UNKNOWN: [
    '404',
    'No call of that dependency was ever made.',
    '`ag06 breakers` lists those that are known.',
  ],
  BULKS_TOO_MANY: [
    '409',
    'As many bulks are under way as may be.',
    'Wait for one to end, or stop one (`ag06 bulk list`).',
  ],
  BULK_BUSY: ['503', 'The bulk moved on at every try.', 'Ask again.'],
  BULK_INVALID: ['422', 'The bulk is not as expected.', '`errors` says where.'],
  BULK_UNKNOWN: ['404', 'There is no such bulk, or it ended long ago.', '`ag06 bulk list` lists them.'],
  DEAD_LETTER_FINAL: [
    '409',
    'This dead letter cannot be redriven: what was sent was not kept, or has no receiver.',
    'Send it anew, and delete the letter.',
  ],
  DEAD_LETTER_REFUSED: [
    '409',
    'What the letter holds was refused again.',
    'Mend what the message names, or delete the letter.',
  ],
  DEAD_LETTER_UNKNOWN: [
    '404',
    'There is no such dead letter: it was redriven or deleted.',
    '`ag06 dead-letters list` lists them.',
  ],
  DEFINITION_INVALID: [
    '422; start',
    'The definition of a workflow is wrong.',
    '`errors` has each place, what was expected and what came; `ag06 workflows validate FILE` shows them all.',
  ],
  DEFINITION_MALFORMED: [
    '400',
    'The text is no YAML, or no JSON.',
    'Correct it at the place that the message names.',
  ],
  DURATION_INVALID: [
    '422',
    'A duration is not one.',
    'Give milliseconds, or a number with `ms`, `s`, `m`, `h` or `d`.',
  ],
  FLEET_OLDER: [
    '409',
    'A process of an older release is alive, which would not heed what is asked.',
    'Upgrade it, or wait a minute after its end.',
  ],
  FORK_FROM_UNKNOWN: [
    '422',
    'The run has no such event, or the workflow no such step.',
    'Choose one that `errors` names.',
  ],
  FORK_INVALID: ['422', 'The fork is not as expected.', '`errors` says where.'],
  FORK_TOO_LARGE: [
    '413',
    'The outcomes of the run are more than a fork takes over.',
    'Fork it from an earlier step or event, or start a new run.',
  ],
  INPUT_INVALID: [
    '422; run',
    'The input does not match the schema of the workflow or the agent.',
    '`errors` has the path, what was expected and what came: correct the input.',
  ],
  INPUT_TOO_LARGE: [
    '413; run',
    'The input is larger than a run, a child or a schedule takes.',
    'Pass the place of the data in its stead.',
  ],
  ITEM_UNKNOWN: ['404', 'The step has no such item, or not yet.', '`ag06 runs items RUN STEP` lists them.'],
  NOT_YET: [
    '501',
    'The definition uses what this release does not do yet.',
    'Leave out what `errors` names.',
  ],
  OUTPUT_UNKNOWN: [
    '404',
    'The step or item has no output, or not yet.',
    '`ag06 runs show RUN` lists the steps with their states.',
  ],
  PAUSE_UNKNOWN: [
    '404',
    'Nothing of this name can be paused.',
    'Name `agent:NAME`, `workflow:NAME` or `fleet`.',
  ],
  QUEUE_UNKNOWN: ['404', 'There is no queue of this name.', '`ag06 queues list` lists them.'],
  RETRY_INVALID: ['422', 'The retry is not as expected.', '`errors` says where.'],
  RUN_ENDED: [
    '409; dead letter',
    'The run is over, and takes no change.',
    'Retry it if it failed, fork it, or start another one.',
  ],
  RUN_NOT_FORKED: [
    '409',
    'The run is no fork with recorded effects, so all its steps may act.',
    'Nothing has to be allowed.',
  ],
  RUN_NOT_RETRYABLE: [
    '409',
    'Only a run that failed or timed out, and is still in the store, can be retried.',
    'Fork it, or start another one; the message says why.',
  ],
  RUN_NOT_STARTED: [
    '409',
    'The run has not started: its delay is not over.',
    'Cancel it, or pause it once it runs.',
  ],
  RUN_NOT_YET: ['404', 'The run did not exist yet at that moment.', 'Ask for a later one.'],
  RUN_ON_HOLD: [
    '409',
    'The run has the tag of the legal hold, so it is kept.',
    'Once the hold is over, set another `AG06_LEGAL_HOLD_TAG`.',
  ],
  RUN_OPEN: [
    '409',
    'The run has not ended, or others are still to be told of its end.',
    'Cancel it first, or delete it in a few seconds.',
  ],
  RUN_UNDOING: ['409', 'The run undoes what it did, which cannot be paused.', 'Wait for its end.'],
  RUN_UNKNOWN: [
    '404; dead letter',
    'There is no such run: it was never started, or was deleted.',
    'Check the id (`ag06 runs list`); submit it again if it is still wanted.',
  ],
  STATE_PENDING: [
    '503',
    'The log is long, and was not folded to its end within the time of a request.',
    'Ask again: it goes on from there.',
  ],
  STEP_NOT_RETRYABLE: [
    '422',
    'Not all of these steps would begin anew.',
    'Name those that failed, or none for all of them.',
  ],
  STEP_UNKNOWN: ['404', 'The run has no such step.', '`ag06 runs show RUN` lists its steps.'],
  SUBMISSION_INVALID: ['422', 'The submission is not as expected.', '`errors` says where.'],
  VERSION_UNKNOWN: ['404', 'The workflow has no such version.', '`ag06 workflows versions NAME` lists them.'],
  WORKER_NOT_DRAINABLE: [
    '409',
    'This worker cannot be told to drain: it is embedded, or of an older release.',
    'Stop its process with SIGTERM.',
  ],
  WORKER_UNKNOWN: ['404', 'No such worker lives.', '`ag06 workers list` lists those that do.'],
  WORKFLOW_UNKNOWN: [
    '404',
    'There is no workflow of this name.',
    'Push it (`ag06 workflows push FILE`), or correct the name.',
  ],
} as const satisfies CodeTable;
