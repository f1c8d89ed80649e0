import type { FeedEventView } from './api-types.ts';
import { checkAnswer } from './check-answer.ts';
import type { FeedSource } from './feed.ts';
import type { FeedFilter } from './run-types.ts';
import { toQuery } from './to-query.ts';

const PATH = '/v1/feed';

/** The events of all runs that match a filter. */
export const toFeedSource = (filter: FeedFilter): FeedSource<FeedEventView> => ({
  path: `${PATH}${toQuery({ ...filter })}`,
  endEvent: 'end',
  parse: (data) => checkAnswer(data, { runId: 'text', type: 'text', at: 'text' }, PATH),
});
