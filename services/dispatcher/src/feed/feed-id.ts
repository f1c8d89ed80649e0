import { Refusal, RUN_ID_PATTERN } from '@ag06/contracts';
import type { FeedPosition } from '@ag06/store';

/** Formats `<milliseconds>.<run id>.<number>` for an event, or `<milliseconds>` for the beginning of that time. */
export const toFeedId = ({ at, runId, seq }: FeedPosition): string =>
  runId === '' ? String(at) : `${at}.${runId}.${seq}`;

/** Throws `Refusal` FEED_POSITION_INVALID. */
export function parseFeedId(id: string): FeedPosition {
  const [, at, runId = '', seq = '0'] = /^(\d{1,15})(?:\.([^.]+)\.(\d{1,9}))?$/.exec(id) ?? [];
  if (at !== undefined && (runId === '' || RUN_ID_PATTERN.test(runId))) {
    return { at: Number(at), runId, seq: Number(seq) };
  }
  const errors = [{ path: 'after', expected: 'the `id` of an event of the feed', got: id.slice(0, 100) }];
  throw new Refusal(422, 'FEED_POSITION_INVALID', 'There is no such place in the feed.', { errors });
}
