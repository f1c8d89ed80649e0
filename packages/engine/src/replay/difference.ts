import type { Json, RunEvent } from '@ag06/contracts';
import type { Change } from '@ag06/protocol';
import { shorten } from '../describe-value.ts';

/** The first place at which the engine decides otherwise than the log tells. */
export interface Difference {
  /** The event. */
  readonly seq: number;
  readonly type: string;
  readonly step?: string;
  readonly item?: number;
  /** In words: what the log tells, and what would be decided now. */
  readonly recorded: string;
  readonly now: string;
}

/** Says that an event would not be what it is. */
export const differs = ({ seq, type, step, item }: RunEvent, recorded: string, now: string): Difference => ({
  seq,
  type,
  ...(step !== undefined && { step }),
  ...(item !== undefined && { item }),
  recorded,
  now,
});

const DEEDS: Readonly<Record<string, string>> = {
  scheduled: 'was sent to its queue',
  started: 'began',
  waiting: 'waited',
  skipped: 'was skipped',
  completed: 'completed',
  failed: 'failed',
  timed_out: 'timed out',
  retrying: 'was to be tried again',
  iterated: 'went on with its next iteration',
  blocked: 'was blocked',
};

/** What an event tells of its step. */
export function tellOf(event: RunEvent): string {
  const deed = DEEDS[event.type.slice(5)] ?? `has the event ${event.type}`;
  return `${nameOf(event)} ${deed}`;
}

export const nameOf = ({ step = '', item }: RunEvent): string =>
  item === undefined ? `step ${step}` : `item ${item} of step ${step}`;

/** What a decision would do with the step. */
export function sayChange(event: RunEvent, change: Change): string {
  const name = nameOf(event);
  switch (change.to) {
    case 'completed':
      return `${name} would complete with ${say(JSON.parse(change.output))}`;
    case 'skipped':
      return `${name} would be skipped`;
    case 'failed':
    case 'timed_out':
      return `${name} would fail: ${sayFailure(change.error)}`;
    case 'settled':
      return change.status === 'completed'
        ? `${name} would complete`
        : `${name} would fail: ${sayFailure(change.result)}`;
    case 'retrying':
      return `${name} would be tried again`;
    case 'iterated':
      return `${name} would go on with its next iteration`;
    case 'expanded':
      return `${name} would begin with ${change.list.total} items`;
    case 'collected':
      return `${name} would complete with its items`;
    case 'open':
      return change.opening.mode === 'park'
        ? `${name} would wait for ${change.opening.park.reason}`
        : `${name} would begin`;
    default:
      return `${name} would be ${change.to}`;
  }
}

function sayFailure(text: string): string {
  const { code, message } = JSON.parse(text);
  return `${code}: ${message}`;
}

const SHOWN = 200;

/** A value in a message, shortened. */
export const say = (value: Json): string => shorten(JSON.stringify(value), SHOWN);
