import type { ReadCorrelated } from '@ag06/archive';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { showCorrelation } from './show-correlation.ts';
import { fromCursorPosition, toCursorPosition } from './timeline-position.ts';

it('a page of a timeline ends where the archive was read to, and the next one goes on there; unread parts are named', async () => {
  const { runs } = createMemoryStore();
  const event = { position: 7, at: 2_000, type: 'made', data: '1' };
  const failure = { code: 'ARCHIVE_SEGMENT_BROKEN', message: 'One is broken.' };
  const readStreams: ReadCorrelated = async ({ after }) => {
    if (after === undefined)
      return { events: [], upto: { at: 1_000, stream: '', position: 0 }, failures: [failure, failure] };
    expect(after.at).toBe(1_000);
    return { events: [{ stream: 's', incarnation: 1, event }], upto: undefined, failures: [] };
  };
  const { signal } = new AbortController();
  const query = { tenant: 'default', correlationId: 'c', limit: 10, signal };
  const first = await showCorrelation({ runs, readStreams }, { ...query, after: undefined });
  expect(first).toMatchObject({ events: [], isComplete: false, unread: [failure] });
  if (first.next === undefined) throw new Error('The page has no next one.');
  const after = fromCursorPosition(toCursorPosition(first.next));
  const second = await showCorrelation({ runs, readStreams }, { ...query, after });
  expect(second).toMatchObject({ events: [{ stream: 's' }], isComplete: true, next: undefined });
});
