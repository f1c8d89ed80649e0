import type { EventType, FeedEventView } from '@ag06/contracts';
import { type FeedEvent, type FeedPosition, toFeedPosition } from '@ag06/store';
import { describeEvent } from '../use-cases/describe-run.ts';
import { toFeedId } from './feed-id.ts';

/** An event of the feed as text, with the fields that filters use. All readers share the text. */
export interface FeedLine {
  readonly position: FeedPosition;
  readonly runId: string;
  readonly workflow: string;
  readonly type: EventType;
  readonly text: string;
}

/** `position` is the place after this line. */
export function toFeedLine(one: FeedEvent, position = toFeedPosition(one)): FeedLine {
  const { runId, meta, event } = one;
  const { workflow } = meta;
  const view: FeedEventView = { runId, workflow, ...describeEvent(event, { meta }) };
  const text = `id: ${toFeedId(position)}\nevent: ${event.type}\ndata: ${JSON.stringify(view)}\n\n`;
  return { position, runId, workflow, type: event.type, text };
}
