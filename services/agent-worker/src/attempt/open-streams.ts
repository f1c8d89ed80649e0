import { type HandlerEvent, HandlerStreams, NonRetryable } from '@ag06/agent-kit';
import { toRfc3339 } from '@ag06/contracts';
import { faultPoint, type RunContext } from '@ag06/runtime';
import type { AppendAnswer } from '@ag06/store';
import { countAppend, traceIdOf } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';

/** What appending takes of a worker. */
export type AppendParts = Pick<Parts, 'appends' | 'repeater' | 'createId' | 'closed' | 'book'>;

/** Returns the streams of one attempt. Appends are repeated until the store answers, or nobody wants them any more. */
export function openStreams(parts: AppendParts, own: RunContext, idempotencyKey: string): HandlerStreams {
  return new HandlerStreams({
    idempotencyKey,
    eventBytes: parts.appends.eventBytes,
    send: async (stream, events, unwanted) => {
      faultPoint('append.before');
      const answer = await append(parts, own, stream, events, unwanted);
      faultPoint('append.after');
      if (answer.result !== 'appended') throw refuse(stream, answer);
      return answer.events.map(({ position, at, duplicate }) => ({
        position,
        at: toRfc3339(at),
        duplicate,
      }));
    },
  });
}

async function append(
  { appends, repeater, createId, closed, book }: AppendParts,
  { meta }: RunContext,
  stream: string,
  events: readonly HandlerEvent[],
  unwanted: AbortSignal,
): Promise<AppendAnswer> {
  const { tenant, correlationId, traceparent } = meta;
  const traceId = traceIdOf(traceparent);
  const command = createId();
  const given = events.map(({ type, dataText, id }) => ({
    type,
    data: dataText,
    id,
    correlationId,
    traceId,
  }));
  const { dedupeMs, eventBytes: eventMaxBytes } = appends;
  const sentAt = performance.now();
  const answer = await repeater.untilAnswered(
    'append',
    () => appends.events.append({ tenant, stream, command, events: given, dedupeMs, eventMaxBytes }),
    AbortSignal.any([closed, unwanted]),
  );
  if (answer.result === 'appended') countAppend(book, 'handler', answer.events, performance.now() - sentAt);
  return answer;
}

function refuse(stream: string, answer: Exclude<AppendAnswer, { result: 'appended' }>): NonRetryable {
  if (answer.result === 'conflict')
    return new NonRetryable(`The stream ${stream} ends at ${answer.last}.`, { code: 'STREAM_CONFLICT' });
  // Only a command with a fingerprint can be another request's.
  if (answer.result === 'reused')
    return new NonRetryable(`An append to the stream ${stream} had the name of another one.`, {
      code: 'KEY_REUSED',
    });
  const message = `An event for the stream ${stream} has ${answer.bytes} bytes, more than ${answer.limit} (AG06_EVENT_MAX).`;
  return new NonRetryable(message, { code: 'EVENT_TOO_LARGE' });
}
