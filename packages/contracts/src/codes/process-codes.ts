import type { CodeTable } from './code-row.ts';

/** Of the processes at work: what was set aside, why one is not ready, and what its log tells. */
export const PROCESS_CODES = {
  JOB_DELAY_FOREIGN: [
    'dead letter',
    'A job was to wait longer than the longest delay.',
    'Find out who writes to that queue: on those of agents only AG06 does.',
  ],
  JOB_HANDED_BACK: [
    'trace',
    'The work under a job failed, and the job went back to its queue.',
    'See the error of the worker at that time.',
  ],
  JOB_ID_FOREIGN: [
    'dead letter',
    'A job is a copy: its id is not that of its activation.',
    'Find out who writes to that queue.',
  ],
  JOB_INVALID: [
    'dead letter',
    'A job on the queue of an agent is no activation.',
    'Find out who writes to that queue: on those of agents only AG06 does.',
  ],
  JOB_MALFORMED: [
    'dead letter',
    "A job is no JSON, or no job of BullMQ's.",
    'Find out who writes to that queue; add jobs with a client of BullMQ.',
  ],
  JOB_NAME_UNKNOWN: [
    'dead letter',
    'A job on a queue of submissions or signals has another name than `start` or `signal`.',
    'Mend the sender, and send it anew.',
  ],
  JOB_PARENT_FOREIGN: [
    'dead letter',
    'A job belongs to a BullMQ flow of others.',
    'Find out who writes to that queue.',
  ],
  JOB_VERSION_UNKNOWN: [
    'dead letter',
    'For ten minutes no process understood a job of a newer release.',
    'Upgrade all workers and dispatchers; the watchdog sends the step again.',
  ],
  PROCESS_REJECTED: [
    'dead letter',
    'A worker failed five times on a job because of a defect.',
    'Its log has the cause: report it. The watchdog sends the step again.',
  ],
  QUEUE_KEY_FOREIGN: [
    'dead letter',
    'A key of a queue was overwritten; it was moved aside, and the queue works again.',
    'Find out who wrote it, then delete the key that `movedTo` names.',
  ],

  CONSUMER_STUCK: [
    'readiness',
    'The queue of an agent has answered nothing for a while.',
    'Restart this worker if its server answers others.',
  ],
  HEARTBEAT_LATE: [
    'readiness',
    'The store has not taken the heartbeat of this worker.',
    'Check the store, and the network to it.',
  ],
  LEADERSHIP_LATE: [
    'readiness',
    'The store has not told this optimizer whether it leads.',
    'Check the store.',
  ],
  OPTIMIZER_STUCK: [
    'readiness',
    'This optimizer has not ended a step for a while.',
    'Read its log; restart it.',
  ],
  RESULTS_WAIT: [
    'readiness',
    'Finished results of this worker wait for the store.',
    'Bring the store back, and do not restart the worker.',
  ],
  WORKER_DRAINING: ['readiness', 'The worker takes nothing new and ends.', 'Nothing has to be done.'],

  LEADER_SUPERSEDED: [
    'log',
    'Another optimizer leads now, so a write of this one did not stand.',
    'Nothing has to be done.',
  ],
  MODEL_TOO_LARGE: [
    'log',
    'What was learned of an agent is too large to be kept.',
    'Nothing has to be done: a next leader learns it anew.',
  ],
  RUN_UNREADABLE: [
    'log',
    'A finished run cannot be read, so it is not archived.',
    'Delete it, or see who else writes in the store.',
  ],
  SEND_FAILED: [
    'trace',
    'A step could not be put on its queue.',
    'See the store; the watchdog sends it again.',
  ],
  TUNER_FAILED: [
    'log',
    'The tuner of an agent failed, and begins anew without what it had learned.',
    'A defect: report it with the log.',
  ],
} as const satisfies CodeTable;
