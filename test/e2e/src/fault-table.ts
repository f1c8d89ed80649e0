import type { FaultPoint } from '@ag06/runtime';

/** Who meets a fault, and what it is doing then. */
export type Scene =
  | 'a worker'
  | 'a worker without eager steps'
  | 'a worker that drains'
  | 'a worker with items'
  | 'a worker that repeats a step'
  | 'a worker that appends'
  | 'a dispatcher that submits'
  | 'a dispatcher that submits items'
  | 'a dispatcher that cancels'
  | 'a dispatcher that pauses'
  | 'a dispatcher that resumes'
  | 'a dispatcher that retries'
  | 'a dispatcher that allows'
  | 'a dispatcher that wakes'
  | 'a dispatcher that delivers messages'
  | 'a dispatcher that signals'
  | 'a dispatcher that fails what is overdue'
  | 'a dispatcher that acts in bulk'
  | 'a dispatcher that mends'
  | 'a dispatcher that keeps schedules'
  | 'a dispatcher that archives'
  | 'a dispatcher that archives streams';

interface LostReply {
  readonly scene: Scene;
  /** Texts that occur in the command, and one that does not. */
  readonly has: readonly string[];
  readonly hasNot?: string;
}

/** Our script's commands name the partition's index first; the queue's scripts name BullMQ's keys. */
const STORE = 'ag06:{p0}:index';
const QUEUE = 'bull:agent.';

/** Every command with a reply, and how it is told from all others on the wire. */
export const LOST_REPLIES = {
  'a submission': { scene: 'a dispatcher that submits', has: [STORE, 'submit'] },
  'the enqueue of a submission': { scene: 'a dispatcher that submits', has: [QUEUE, '"dispatch":'] },
  'a claim': { scene: 'a worker', has: [STORE, 'claim'] },
  'an outcome': { scene: 'a worker without eager steps', has: [STORE, 'commit', 'completed'] },
  'an outcome with eager claims': { scene: 'a worker', has: [STORE, 'commit', 'completed', 'claim'] },
  'an enqueue': { scene: 'a worker without eager steps', has: [QUEUE, '"dispatch":'] },
  'a retry': { scene: 'a worker', has: [STORE, 'commit', 'retrying'] },
  'the enqueue of a retry': { scene: 'a worker', has: [QUEUE, '"dispatch":', '"attempt":2'] },
  'a completion': { scene: 'a worker without eager steps', has: [QUEUE, 'returnvalue'] },
  'an expansion': { scene: 'a worker with items', has: [STORE, 'commit', 'expanded'] },
  'an expansion at the submission': {
    scene: 'a dispatcher that submits items',
    has: [STORE, 'commit', 'expanded'],
  },
  'the outcome of an item': { scene: 'a worker with items', has: [STORE, 'commit', 'settled'] },
  'a look at the outcomes': { scene: 'a worker with items', has: ['hmget', ':items:', 'each.0'] },
  'a collection': { scene: 'a worker with items', has: [STORE, 'commit', 'collected'] },
  'an iteration': { scene: 'a worker that repeats a step', has: [STORE, 'commit', 'iterated'] },
  'a cancellation': { scene: 'a dispatcher that cancels', has: [STORE, 'cancelled'] },
  'a pause': { scene: 'a dispatcher that pauses', has: [STORE, 'commit', 'paused'] },
  'a resumption': { scene: 'a dispatcher that resumes', has: [STORE, 'commit', 'resumed'] },
  'a retry of a run': { scene: 'a dispatcher that retries', has: [STORE, 'commit', 'retried'] },
  'a permission': { scene: 'a dispatcher that allows', has: [STORE, 'commit', 'allowed'] },
  'a wake-up': { scene: 'a dispatcher that wakes', has: [STORE, 'commit', 'due:pause:'] },
  'a time-out of a signal': { scene: 'a dispatcher that wakes', has: [STORE, 'commit', 'due:ask:'] },
  'the enqueue of a wake-up': { scene: 'a dispatcher that wakes', has: [QUEUE, '"dispatch":', 'after'] },
  'the start of a child': {
    scene: 'a dispatcher that delivers messages',
    has: [STORE, 'submit', 'start:r'],
  },
  'the stop of a child': {
    scene: 'a dispatcher that delivers messages',
    has: [STORE, 'commit', 'stop:r', 'PARENT_ENDED'],
  },
  'the end of a child that is told': {
    scene: 'a dispatcher that delivers messages',
    has: [STORE, 'commit', 'tell:r'],
  },
  'a signal': { scene: 'a dispatcher that signals', has: [STORE, 'signal:'] },
  'the outcome of a signal': {
    scene: 'a dispatcher that signals',
    has: [STORE, 'commit', 'completed', 'approved'],
  },
  'the enqueue of a signal': { scene: 'a dispatcher that signals', has: [QUEUE, '"dispatch":', 'after'] },
  'the failure of what is overdue': {
    scene: 'a dispatcher that fails what is overdue',
    has: [STORE, 'commit', 'STEP_NOT_STARTED'],
  },
  'an action of a bulk': { scene: 'a dispatcher that acts in bulk', has: [STORE, 'cancelled'] },
  'a page of a bulk': { scene: 'a dispatcher that acts in bulk', has: ['shared:bulk', '"pages":'] },
  'a mend': { scene: 'a dispatcher that mends', has: [STORE, 'commit', 'unit', 'open'] },
  'the enqueue of a mend': { scene: 'a dispatcher that mends', has: [QUEUE, '"dispatch":2'] },
  'a hand-back': { scene: 'a worker that drains', has: [STORE, 'commit', 'released'] },
  'a job put back': {
    scene: 'a worker that drains',
    has: [QUEUE, ':limiter', '.s.d1'],
    hasNot: 'returnvalue',
  },
} as const satisfies Readonly<Record<string, LostReply>>;
type LostReplyName = keyof typeof LOST_REPLIES;

interface Faults {
  /** Who is killed there; one after the other, where several pass it. */
  readonly killed: Scene | readonly Scene[];
  /** The commands beside this point whose replies get lost, or why there is none. */
  readonly lost: readonly [LostReplyName, ...LostReplyName[]] | { readonly noneBecause: string };
}

const EXPANDING = ['a worker with items', 'a dispatcher that submits items'] as const;
const EXPANSIONS = ['an expansion', 'an expansion at the submission'] as const;
const CALL = { noneBecause: 'A handler is a call within the process: no command is under way beside it.' };

const APPEND = {
  noneBecause: 'A repeat of an append has its id: the suite of the store repeats appends on every store.',
};

const OF_ARCHIVE = {
  killed: 'a dispatcher that archives',
  lost: { noneBecause: 'The suite of the archive loses the reply of every write to store and archive.' },
} as const;
const OF_EVENTS = {
  killed: 'a dispatcher that archives streams',
  lost: { noneBecause: 'The suite of the archive of streams loses the reply of every write.' },
} as const;
const OF_SCHEDULES = {
  killed: 'a dispatcher that keeps schedules',
  lost: { noneBecause: 'The random test of schedules loses the reply of every call to the store.' },
} as const;

const OF_MESSAGES = (reply: LostReplyName) =>
  ({ killed: 'a dispatcher that delivers messages', lost: [reply] }) as const;

/** Every named fault point with both of its faults. */
export const FAULT_TABLE: Readonly<Record<FaultPoint, Faults>> = {
  'submit.before-commit': { killed: 'a dispatcher that submits', lost: ['a submission'] },
  'submit.after-commit': {
    killed: 'a dispatcher that submits',
    lost: ['a submission', 'the enqueue of a submission'],
  },
  'submit.after-enqueue': { killed: 'a dispatcher that submits', lost: ['the enqueue of a submission'] },
  'claim.before': { killed: 'a worker', lost: ['a claim'] },
  'claim.after': { killed: 'a worker', lost: ['a claim'] },
  'handler.before': { killed: 'a worker', lost: CALL },
  'handler.after': { killed: 'a worker', lost: CALL },
  'append.before': { killed: 'a worker that appends', lost: APPEND },
  'append.after': { killed: 'a worker that appends', lost: APPEND },
  'outcome.before-commit': { killed: 'a worker', lost: ['an outcome', 'a retry'] },
  'outcome.after-commit': { killed: 'a worker', lost: ['an outcome', 'a retry'] },
  'iterate.before-commit': { killed: 'a worker that repeats a step', lost: ['an iteration'] },
  'iterate.after-commit': { killed: 'a worker that repeats a step', lost: ['an iteration'] },
  'eager.after-claim': { killed: 'a worker', lost: ['an outcome with eager claims'] },
  'enqueue.before': { killed: 'a worker without eager steps', lost: ['an enqueue'] },
  'enqueue.after': { killed: 'a worker without eager steps', lost: ['an enqueue'] },
  'expand.before-commit': { killed: EXPANDING, lost: EXPANSIONS },
  'expand.after-commit': { killed: EXPANDING, lost: EXPANSIONS },
  'collect.before-commit': {
    killed: 'a worker with items',
    lost: ['the outcome of an item', 'a look at the outcomes', 'a collection'],
  },
  'collect.after-commit': { killed: 'a worker with items', lost: ['a collection'] },
  'complete.before': { killed: 'a worker', lost: ['a completion'] },
  'complete.after': { killed: 'a worker', lost: ['a completion'] },
  'retry.before-schedule': { killed: 'a worker', lost: ['a retry', 'the enqueue of a retry'] },
  'retry.after-schedule': { killed: 'a worker', lost: ['the enqueue of a retry'] },
  'cancel.before-commit': { killed: 'a dispatcher that cancels', lost: ['a cancellation'] },
  'cancel.after-commit': { killed: 'a dispatcher that cancels', lost: ['a cancellation'] },
  'pause.before-commit': { killed: 'a dispatcher that pauses', lost: ['a pause'] },
  'pause.after-commit': { killed: 'a dispatcher that pauses', lost: ['a pause'] },
  'resume.before-commit': { killed: 'a dispatcher that resumes', lost: ['a resumption'] },
  'resume.after-commit': { killed: 'a dispatcher that resumes', lost: ['a resumption'] },
  'rerun.before-commit': { killed: 'a dispatcher that retries', lost: ['a retry of a run'] },
  'rerun.after-commit': { killed: 'a dispatcher that retries', lost: ['a retry of a run'] },
  'allow.before-commit': { killed: 'a dispatcher that allows', lost: ['a permission'] },
  'allow.after-commit': { killed: 'a dispatcher that allows', lost: ['a permission'] },
  'signal.before-commit': { killed: 'a dispatcher that signals', lost: ['a signal'] },
  'signal.after-commit': {
    killed: 'a dispatcher that signals',
    lost: ['a signal', 'the outcome of a signal', 'the enqueue of a signal'],
  },
  'wake.before-commit': {
    killed: 'a dispatcher that wakes',
    lost: ['a wake-up', 'a time-out of a signal'],
  },
  'wake.after-commit': {
    killed: 'a dispatcher that wakes',
    lost: ['a wake-up', 'the enqueue of a wake-up'],
  },
  'overdue.before-commit': {
    killed: 'a dispatcher that fails what is overdue',
    lost: ['the failure of what is overdue'],
  },
  'overdue.after-commit': {
    killed: 'a dispatcher that fails what is overdue',
    lost: ['the failure of what is overdue'],
  },
  'bulk.before-page': { killed: 'a dispatcher that acts in bulk', lost: ['an action of a bulk'] },
  'bulk.after-page': { killed: 'a dispatcher that acts in bulk', lost: ['an action of a bulk'] },
  'bulk.after-swap': { killed: 'a dispatcher that acts in bulk', lost: ['a page of a bulk'] },
  'start.before-delivery': OF_MESSAGES('the start of a child'),
  'start.after-delivery': OF_MESSAGES('the start of a child'),
  'stop.before-delivery': OF_MESSAGES('the stop of a child'),
  'stop.after-delivery': OF_MESSAGES('the stop of a child'),
  'tell.before-delivery': OF_MESSAGES('the end of a child that is told'),
  'tell.after-delivery': OF_MESSAGES('the end of a child that is told'),
  'watchdog.before-mend': { killed: 'a dispatcher that mends', lost: ['a mend'] },
  'watchdog.after-mend': { killed: 'a dispatcher that mends', lost: ['a mend', 'the enqueue of a mend'] },
  'drain.before-handback': { killed: 'a worker that drains', lost: ['a hand-back'] },
  'drain.after-handback': { killed: 'a worker that drains', lost: ['a hand-back', 'a job put back'] },
  'putback.after': { killed: 'a worker that drains', lost: ['a job put back'] },
  'slot.before-intent': OF_SCHEDULES,
  'slot.after-intent': OF_SCHEDULES,
  'slot.after-stop': OF_SCHEDULES,
  'slot.after-submit': OF_SCHEDULES,
  'slot.after-settle': OF_SCHEDULES,
  'archive.before-intent': OF_ARCHIVE,
  'archive.after-intent': OF_ARCHIVE,
  'archive.after-put': OF_ARCHIVE,
  'archive.after-check': OF_ARCHIVE,
  'archive.after-record': OF_ARCHIVE,
  'archive.amid-clearing': OF_ARCHIVE,
  'archive.after-clearing': OF_ARCHIVE,
  'events.before-put': OF_EVENTS,
  'events.after-put': OF_EVENTS,
  'events.after-check': OF_EVENTS,
  'events.after-trim': OF_EVENTS,
};

/** The points at which somebody is killed in one of these scenes. */
export const pointsIn = (...scenes: readonly Scene[]): readonly (readonly [string, Scene])[] =>
  Object.entries(FAULT_TABLE).flatMap(([point, { killed }]) =>
    [killed].flat().flatMap((scene) => (scenes.includes(scene) ? [[point, scene] as const] : [])),
  );

/** The replies that get lost in one of these scenes, each with what its command is known by. */
export const repliesIn = (
  ...scenes: readonly Scene[]
): readonly (readonly [string, (command: Buffer) => boolean, Scene])[] =>
  Object.entries<LostReply>(LOST_REPLIES).flatMap(([name, { scene, has, hasNot }]) => {
    if (!scenes.includes(scene)) return [];
    const matches = (command: Buffer): boolean =>
      has.every((text) => command.includes(text)) && (hasNot === undefined || !command.includes(hasNot));
    return [[name, matches, scene] as const];
  });
