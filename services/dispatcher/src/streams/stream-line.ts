import type { StreamEvent } from '@ag06/store';
import { describeStreamEvent } from '../use-cases/streams/describe-stream.ts';
import { toStreamFeedId } from './stream-feed-id.ts';

/** An event of a stream as text, with the fields that filters use. */
export interface StreamLine {
  readonly type: string;
  readonly correlationId: string | undefined;
  readonly text: string;
}

export function toStreamLine(event: StreamEvent, incarnation: number): StreamLine {
  const { position, type, correlationId } = event;
  const id = toStreamFeedId({ position, incarnation });
  const data = JSON.stringify(describeStreamEvent(event));
  return { type, correlationId, text: `id: ${id}\nevent: ${type}\ndata: ${data}\n\n` };
}
