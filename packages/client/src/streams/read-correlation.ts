import type { CorrelationEntryView, CorrelationView } from '../api-types.ts';
import type { CallOptions } from '../call-options.ts';
import type { HttpCaller } from '../http-caller.ts';
import { toQuery } from '../to-query.ts';

const PAGE = 500;

export interface CorrelationOptions extends CallOptions {
  /** Called for each part of the archive that cannot be read: its events are missing. */
  readonly onUnread?: (part: NonNullable<CorrelationView['unread']>[number]) => void;
}

/** Yields the timeline of a correlation id. Loads a page only when its first event is asked for. */
export async function* readCorrelation(
  caller: Pick<HttpCaller, 'call'>,
  correlationId: string,
  { onUnread, ...options }: CorrelationOptions = {},
): AsyncGenerator<CorrelationEntryView, void> {
  let cursor: string | undefined;
  do {
    const path = `/v1/correlations/${encodeURIComponent(correlationId)}${toQuery({ limit: PAGE, cursor })}`;
    const shape = { events: 'list' } as const;
    const page: CorrelationView = await caller.call({ method: 'GET', path, shape }, options);
    for (const part of page.unread ?? []) onUnread?.(part);
    yield* page.events;
    cursor = page.next;
  } while (cursor !== undefined);
}
