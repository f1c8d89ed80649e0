import type { CodeTable } from './code-row.ts';

/** Of requests about schedules, signals, approvals, streams, the archive, tuning and experiments. */
export const FEATURE_CODES = {
  ADOPTION_INVALID: ['422', 'The request to adopt an archive is not as expected.', '`errors` says where.'],
  APPROVAL_ANSWERED: [
    '409',
    'Somebody has answered already; the message says who and what.',
    'Look at the run; another answer is not taken.',
  ],
  APPROVAL_CLOSED: [
    '409',
    'The step does not ask now: not yet, not any more, or anew.',
    '`ag06 approvals list` shows what is asked.',
  ],
  APPROVAL_INVALID: [
    '422',
    'The step does not offer that answer.',
    'Choose one of those that `errors` names.',
  ],
  APPROVAL_UNKNOWN: ['404', 'There is no such question.', '`ag06 approvals list` shows what is asked.'],
  ARCHIVE_BUSY: [
    '503',
    'Another dispatcher takes runs into the archive; nothing was pruned.',
    'Repeat the request.',
  ],
  ARCHIVE_DIFFERS: [
    '409; 500',
    'The archive here belongs to another fleet, or the fleet has another archive.',
    'Give all dispatchers the same `AG06_ARCHIVE_URL`; `ag06 archive adopt` takes this one in its place.',
  ],
  ARCHIVE_OFF: ['409', 'This dispatcher has no archive.', 'Set `AG06_ARCHIVE_URL`.'],
  ARCHIVE_REFUSED: [
    '500',
    'The place of the archive refuses what it is asked for.',
    'The message says what to grant or to correct.',
  ],
  BACKFILL_INVALID: ['422', 'The range to backfill is not usable.', '`errors` says why.'],
  BACKFILL_TOO_LARGE: [
    '422',
    'The range has more slots than one backfill takes.',
    'Backfill it part by part, as the message says.',
  ],
  DECISION_UNKNOWN: [
    '404',
    'There is no such decision about the agent among the last ones.',
    '`ag06 tuning history AGENT` lists them.',
  ],
  EVENTS_INVALID: ['422', 'The events to append are not as expected.', '`errors` says where.'],
  EVENTS_TOO_LARGE: ['413', 'The events are too large together.', 'Send fewer at once.'],
  EVENT_TOO_LARGE: [
    '413; run',
    'An event is larger than `AG06_EVENT_MAX`.',
    'Keep large data elsewhere, and append its address.',
  ],
  EXPERIMENT_BUSY: ['503', 'Somebody else changed the experiment at every try.', 'Ask again.'],
  EXPERIMENT_INVALID: ['422', 'The experiment cannot be made like this.', '`errors` says why.'],
  EXPERIMENT_NOT_RECORDED: [
    '409',
    'The experiment compares what workers report, not what you record.',
    'Begin one with the metric `recorded`.',
  ],
  EXPERIMENT_OVER: ['409', 'The experiment has ended.', 'Begin another one, or publish settings by hand.'],
  EXPERIMENT_RUNNING: [
    '409',
    'An experiment runs on this agent or its service, and two would disturb each other.',
    'Wait until it has ended, or stop it (`ag06 experiments list`).',
  ],
  EXPERIMENT_UNDECIDED: ['409', 'The experiment has no winner.', 'Name one: `ag06 experiments decide`.'],
  EXPERIMENT_UNKNOWN: [
    '404',
    'There is no such experiment, or it ended long ago.',
    '`ag06 experiments list` lists them.',
  ],
  GROUPS_TOO_MANY: ['409', 'The stream has as many groups as it may have.', 'Delete one that nobody reads.'],
  GROUP_INVALID: ['422', 'The request to the group is not as expected.', '`errors` says where.'],
  GROUP_UNKNOWN: [
    '404',
    'The stream has no such group.',
    'A group begins with its first read, or with a reset.',
  ],
  MAILBOX_FULL: [
    '429',
    'The run keeps as many signals as it may that no step has taken.',
    'Send it again once its steps have taken some.',
  ],
  MODEL_INVALID: [
    '422; log',
    'This is no model that this release has exported, or the kept one cannot be read.',
    'Import one that `ag06 tuning export` wrote; a kept one begins anew by itself.',
  ],
  MODEL_UNKNOWN: [
    '404',
    'No optimizer has kept anything that it learned of this agent.',
    'Wait a minute while there are attempts, with a mode that is not `off`.',
  ],
  POSITION_AHEAD: [
    '409',
    'The stream ends before that position: it was begun anew, or its store lost events.',
    'Read it from the position that `errors` names.',
  ],
  POSITION_ARCHIVED: [
    '409',
    'These events left the store for an archive that this dispatcher does not have.',
    'Give it the `AG06_ARCHIVE_URL` of the others, or begin later.',
  ],
  PRUNE_INVALID: ['422', 'What is to be pruned is not said as expected.', '`errors` says where.'],
  SCHEDULES_FULL: ['409', 'There are as many schedules as may be.', 'Delete one that is not needed.'],
  SCHEDULE_BUSY: ['503', 'Others change the schedule at this moment.', 'Try again.'],
  SCHEDULE_EXISTS: [
    '409',
    'There is a schedule of this name already.',
    'Choose another name, or replace it without `create`.',
  ],
  SCHEDULE_INVALID: ['422', 'The schedule cannot be kept.', '`errors` says why.'],
  SCHEDULE_MANAGED: [
    '409',
    'The schedule belongs to the definition of its workflow.',
    'Push the definition with another `schedule`, or without one.',
  ],
  SCHEDULE_OVERLAP: [
    '409',
    'The run before is not over, and the schedule skips what overlaps.',
    'Wait for its end, or cancel it.',
  ],
  SCHEDULE_QUEUE_FULL: [
    '409',
    'As many runs of the schedule wait as may.',
    'Try again when one has begun, or cancel the run that is in the way.',
  ],
  SCHEDULE_REFUSED: [
    '409',
    'The run could not be submitted; the message says why.',
    'Mend that, and trigger it again.',
  ],
  SCHEDULE_TAKEN: [
    '409; log',
    'A schedule that no definition made has this name, so that of the definition has no effect.',
    'Delete the other one (`ag06 schedules delete NAME`).',
  ],
  SCHEDULE_UNKNOWN: ['404', 'There is no such schedule.', '`ag06 schedules list` lists them.'],
  SIGNAL_AMBIGUOUS: [
    '409; dead letter',
    'Several runs of the correlation id take this signal.',
    'Name the run, or its workflow.',
  ],
  SIGNAL_INVALID: [
    '422; dead letter',
    'The signal or its payload is not as expected.',
    '`errors` says where: mend the sender.',
  ],
  SIGNAL_LIMIT: [
    '409; dead letter',
    'The run has taken as many signals as it may.',
    'Start another run for what comes next.',
  ],
  SIGNAL_UNKNOWN: [
    '404; dead letter',
    'No step waits for a signal of this name, or no open run has the correlation id.',
    'Correct the name, or send it again once a run waits.',
  ],
  SIMULATION_BUSY: ['429', 'This dispatcher is at another simulation.', 'Try again in a few seconds.'],
  SIMULATION_INVALID: ['422', 'The simulation is not as expected.', '`errors` says where.'],
  SIMULATION_SETTINGS_UNKNOWN: [
    '422',
    'No worker serves the agent now, so nobody knows what was in force.',
    'Say it: `--now concurrency=…,replicas=…`.',
  ],
  SIMULATION_TOO_LITTLE: ['422', 'Too few steps of the agent ended in this time.', 'Ask for a longer time.'],
  STREAM_CONFLICT: [
    '409; run',
    'The stream ends at another position than was expected; nothing was appended.',
    'Read what came since, and decide anew.',
  ],
  STREAM_DELETED: [
    '410; end of a feed',
    'The stream that was followed was deleted.',
    'Follow it without a position to begin with the one of this name now.',
  ],
  STREAM_INVALID: [
    '422; run',
    'That is no name of a stream.',
    'Use 1 to 128 letters, digits, `.`, `_`, `:` and `-`.',
  ],
  STREAM_RENEWED: [
    '409',
    'The stream was deleted and written again.',
    'Begin anew: its positions begin at 1.',
  ],
  STREAM_UNKNOWN: [
    '404',
    'There is no such stream: nothing was appended, or it was deleted.',
    '`ag06 streams list` lists them.',
  ],
  TUNING_BUSY: ['503', 'Somebody else changes the tuning of this agent.', 'Look, and try again.'],
  TUNING_INVALID: [
    '422; log',
    'Settings are not as expected; the last good ones stay in force.',
    '`errors` says where; publish them anew.',
  ],
  TUNING_OUT_OF_BOUNDS: [
    'log',
    'Published settings lie outside of the bounds; a worker leaves them out.',
    'Change the settings (`ag06 tuning set`), or the bounds of the agent.',
  ],
} as const satisfies CodeTable;
