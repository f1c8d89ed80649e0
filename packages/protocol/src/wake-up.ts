import { type EntryId, isEntryId } from './entry.ts';

/**
 * A moment at which something needs attention although no message arrives. A run may have one of each of its own kinds,
 * and one for each parked unit and its park number. `slot` is the next time of a schedule.
 */
export type Wakeup =
  | { readonly subject: 'run'; readonly runId: string; readonly kind: 'start' | 'deadline' | 'watchdog' }
  | {
      readonly subject: 'unit';
      readonly runId: string;
      readonly unit: string;
      /** The unit's park number. If the unit is no longer parked under it, the wake-up has nothing to do. */
      readonly park: number;
      readonly kind: 'due';
    }
  | DeadlineWakeup
  | EntryWakeup
  | { readonly subject: 'schedule'; readonly tenant: string; readonly name: string; readonly kind: 'slot' };

/**
 * The moment at which a step has to have started (`unstarted`), or to have its outcome (`overdue`). It is armed before
 * the commit that opens the step, so it may come to a step that is not open yet, and to one that is over.
 */
export interface DeadlineWakeup {
  readonly subject: 'step';
  readonly runId: string;
  readonly unit: string;
  readonly kind: 'unstarted' | 'overdue';
}

/** A message of a run that is still to be delivered, or to be cleared. */
export interface EntryWakeup {
  readonly subject: 'entry';
  /** The sender. */
  readonly runId: string;
  readonly entry: EntryId;
  readonly kind: 'entry';
}

export type RunWakeup = Extract<Wakeup, { readonly subject: 'run' }>;

type WakeupKind = Wakeup['kind'];

/** Timers are due on time, looks may be a little late. They are two sets, so that neither waits for the other. */
export type WakeupClass = 'timers' | 'looks';

/** Every kind: its subject, its set, who arms it, and its effect. */
export const WAKEUPS: Readonly<
  Record<
    WakeupKind,
    {
      readonly subject: Wakeup['subject'];
      readonly class: WakeupClass;
      readonly armed: string;
      readonly does: string;
    }
  >
> = {
  start: {
    subject: 'run',
    class: 'timers',
    armed: 'the submission of a delayed run',
    does: 'starts the run',
  },
  deadline: {
    subject: 'run',
    class: 'timers',
    armed: 'the start of a run whose workflow has a time-out',
    does: 'ends the run as `timed_out`',
  },
  watchdog: {
    subject: 'run',
    class: 'looks',
    armed: 'a submission, and each commit without a job at hand',
    does: 'looks for units that nobody will move',
  },
  due: {
    subject: 'unit',
    class: 'timers',
    armed: 'the commit that parks a unit until a moment',
    does: 'moves the unit, if it is still parked under that number',
  },
  unstarted: {
    subject: 'step',
    class: 'timers',
    armed: 'the process that opens a step with `startWithin`, before its commit',
    does: 'fails the step, if it has not started since it was opened',
  },
  overdue: {
    subject: 'step',
    class: 'timers',
    armed: 'the process that opens a step with `within`, before its commit',
    does: 'fails the step, if it still has no outcome',
  },
  entry: {
    subject: 'entry',
    class: 'timers',
    armed: 'the commit that writes the entry',
    does: 'delivers the entry, if it was not cleared',
  },
  slot: {
    subject: 'schedule',
    class: 'timers',
    armed: 'the slot before it',
    does: 'starts the run of that slot',
  },
};

/**
 * Returns the id of the command of a wake-up. It is the same for every process that takes the wake-up, so a second one
 * only repeats the command.
 */
export const toWakeId = ({ unit, park }: { readonly unit: string; readonly park: number }): string =>
  `due:${unit}:${park}`;

export const classOf = ({ kind }: Pick<Wakeup, 'kind'>): WakeupClass => WAKEUPS[kind].class;

/** Returns a wake-up as one text. Two wake-ups are the same if their texts are. */
export function toWakeupKey(wakeup: Wakeup): string {
  switch (wakeup.subject) {
    case 'run':
      return `${wakeup.runId}|${wakeup.kind}`;
    case 'unit':
      return `${wakeup.runId}|${wakeup.kind}|${wakeup.unit}|${wakeup.park}`;
    case 'step':
      return `${wakeup.runId}|${wakeup.kind}|${wakeup.unit}`;
    case 'entry':
      return `${wakeup.runId}|${wakeup.kind}|${wakeup.entry}`;
    case 'schedule':
      return `|${wakeup.kind}|${wakeup.tenant}|${wakeup.name}`;
  }
}

/** Parses a text of `toWakeupKey`. Returns undefined for any other text, such as a kind of a newer version. */
export function parseWakeupKey(key: string): Wakeup | undefined {
  const [runId = '', kind = '', first = '', ...rest] = key.split('|');
  const last = rest.join('|');
  if (runId === '') {
    return kind === 'slot' ? { subject: 'schedule', tenant: first, name: last, kind } : undefined;
  }
  if (kind === 'due') return { subject: 'unit', runId, unit: first, park: Number(last), kind };
  if (kind === 'unstarted' || kind === 'overdue') return { subject: 'step', runId, unit: first, kind };
  if (kind === 'entry') return isEntryId(first) ? { subject: 'entry', runId, entry: first, kind } : undefined;
  if (kind === 'start' || kind === 'deadline' || kind === 'watchdog') return { subject: 'run', runId, kind };
  return undefined;
}
