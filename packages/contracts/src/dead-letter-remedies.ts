const FIND_SENDER = 'Find out who writes to the queue: on those of agents only AG06 does.';

/** The remedy for a dead letter, by its reason. Other reasons are codes of problems, whose documents say what to do. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['JOB_MALFORMED', `The job is no JSON, or no job of BullMQ's. ${FIND_SENDER}`],
  ['JOB_INVALID', `The job is no activation. ${FIND_SENDER}`],
  ['JOB_ID_FOREIGN', `The job's id is not that of its activation: a copy. ${FIND_SENDER}`],
  ['JOB_PARENT_FOREIGN', `The job belongs to a BullMQ flow of others. ${FIND_SENDER}`],
  [
    'JOB_DELAY_FOREIGN',
    `The job was to wait longer than the longest delay, 36500d, and is gone. ${FIND_SENDER}`,
  ],
  [
    'JOB_VERSION_UNKNOWN',
    'For ten minutes no process understood this job of a newer AG06. Upgrade all workers and dispatchers; the watchdog sends the step again.',
  ],
  [
    'QUEUE_KEY_FOREIGN',
    'A key of the queue was overwritten with what BullMQ cannot use. It was moved aside, and the queue works again. Find out who wrote it, then delete the key that `movedTo` names.',
  ],
  [
    'RUN_UNKNOWN',
    'The run of this job is gone: deleted, or lost in a fail-over. Submit it again if it is still wanted.',
  ],
  [
    'CLAIM_REFUSED',
    'The step could not be begun for ten minutes, and its run failed. The log of the worker has the cause; mend it, then submit the run again.',
  ],
  [
    'PROCESS_REJECTED',
    'The worker failed five times on this job because of a defect. Its log has the cause; report it. The watchdog sends the step again.',
  ],
  [
    'WORKFLOW_MISSING',
    'The store has lost the workflow of this run. Push that definition again, and the watchdog goes on with the run; or cancel it.',
  ],
  [
    'WORKFLOW_UNREADABLE',
    'This worker cannot compile the stored workflow: it uses what a newer AG06 knows. Upgrade all workers and dispatchers; the watchdog goes on with the run.',
  ],
  [
    'COMMIT_REFUSED',
    'The store took nothing that was said of this run, not even its failure. The log of the worker has the cause.',
  ],
  [
    'RUN_ENDED',
    'The signal came after the end of its run. If it is still wanted, retry the run and redrive this letter, or start another run.',
  ],
  [
    'SIGNAL_UNKNOWN',
    'No step of the run waits for a signal of this name, or no open run has the correlation id. Once one does, redrive this letter; if the name is wrong, mend the sender.',
  ],
  [
    'SIGNAL_AMBIGUOUS',
    'Several runs take the signal: the problem names them. Send it to the one that is meant; mend the sender, which should name the run or its workflow.',
  ],
  [
    'SIGNAL_INVALID',
    'The data of the job, or the payload, is not as expected: the problem says where. Mend the sender, and send it anew.',
  ],
  [
    'SIGNAL_LIMIT',
    'The run has taken as many signals as it may, and takes no more. Start another run for what comes next.',
  ],
]);

/** Every reason except those of submissions, whose reason is the code of their problem. */
export const DEAD_LETTER_REASONS: readonly string[] = [...REMEDIES.keys()];

export const remedyOf = (reason: string): string | undefined => REMEDIES.get(reason);
