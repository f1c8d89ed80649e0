import { type Json, LIMITS, NAME_PATTERN } from '@ag06/contracts';
import { NonRetryable } from './steering.ts';
import { toJsonText } from './to-json-text.ts';

/** Limits of `ctx.emit`: bytes of JSON text per event, events per attempt. */
export const EVENT_LIMITS = { dataBytes: 16 * 1024, perAttempt: 100 } as const;

/** A `custom` event of a run's log, before the store gives it a sequence number. */
export interface CustomEvent {
  readonly name: string;
  readonly data: Json;
}

export interface EventBuffer {
  /** Oldest first. */
  readonly events: readonly CustomEvent[];
  readonly emit: (name: string, data?: unknown) => void;
}

/** Keeps the events of one attempt until its outcome is committed; bounded by `EVENT_LIMITS`. */
export function createEventBuffer(): EventBuffer {
  const events: CustomEvent[] = [];
  return {
    events,
    emit: (name, data) => {
      if (events.length >= EVENT_LIMITS.perAttempt) {
        throw new NonRetryable(`An attempt emits at most ${EVENT_LIMITS.perAttempt} events.`, {
          code: 'EVENTS_TOO_MANY',
        });
      }
      events.push(toCustomEvent(name, data));
    },
  };
}

function toCustomEvent(name: string, data: unknown): CustomEvent {
  if (!NAME_PATTERN.test(name)) {
    throw new NonRetryable(
      `An event's name is like an agent's ("tool.called"); got ${JSON.stringify(name)}.`,
      {
        code: 'EVENT_INVALID',
      },
    );
  }
  const json = toJsonText(data, { maxBytes: EVENT_LIMITS.dataBytes, maxDepth: LIMITS.depth });
  if (json.status === 'ok') return { name, data: json.value };
  throw new NonRetryable(`The data of event "${name}" cannot be recorded as JSON: ${json.detail}`, {
    code: json.reason === 'too_large' ? 'EVENT_TOO_LARGE' : 'EVENT_INVALID',
  });
}
