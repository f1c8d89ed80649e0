import type { StreamEventPageView, StreamListView, StreamView } from '@ag06/contracts';
import { type StreamEventsQuery, toMomentMs } from '@ag06/contracts/api';
import type { EventStore } from '@ag06/store';
import type { z } from 'zod';
import { describeStream, describeStreamEvent, describeSummaryOfStream } from './describe-stream.ts';
import { positionAhead, renewedStream, unknownStream } from './stream-refusals.ts';

/** Lists the streams of a tenant by name, those after `after`. */
export async function listStreams(
  events: Pick<EventStore, 'list'>,
  tenant: string,
  after: string | undefined,
  limit: number,
): Promise<StreamListView> {
  const found = await events.list(tenant, after, limit + 1);
  const items = found.slice(0, limit).map(describeSummaryOfStream);
  const next = found.length > limit ? items.at(-1)?.name : undefined;
  return { items, ...(next !== undefined && { next }) };
}

/** Throws `Refusal` STREAM_UNKNOWN. */
export async function showStream(
  events: Pick<EventStore, 'describe'>,
  tenant: string,
  stream: string,
): Promise<StreamView> {
  const description = await events.describe(tenant, stream);
  if (description === undefined) throw unknownStream(stream);
  return describeStream(description);
}

/** Reads a page of events. Throws `Refusal` STREAM_UNKNOWN, STREAM_RENEWED or POSITION_AHEAD. */
export async function readStream(
  events: Pick<EventStore, 'read'>,
  tenant: string,
  stream: string,
  { from, to, ...query }: z.output<typeof StreamEventsQuery>,
): Promise<StreamEventPageView> {
  const page = await events.read({ tenant, stream, ...query, from: toMomentMs(from), to: toMomentMs(to) });
  if (page.result === 'unknown') throw unknownStream(stream);
  if (page.result === 'renewed') throw renewedStream(stream, page.incarnation);
  if (query.after > page.last) throw positionAhead(stream, query.after, page.last);
  return {
    events: page.events.map(describeStreamEvent),
    ...(page.hasMore && { next: page.upto }),
    incarnation: page.incarnation,
    ...(page.archived && { archived: true }),
  };
}

/** Deletes a stream with its groups, or only this incarnation. Throws `Refusal` STREAM_UNKNOWN or STREAM_RENEWED. */
export async function deleteStream(
  events: Pick<EventStore, 'delete'>,
  tenant: string,
  stream: string,
  incarnation: number | undefined,
): Promise<void> {
  const answer = await events.delete(tenant, stream, incarnation);
  if (answer.result === 'unknown') throw unknownStream(stream);
  if (answer.result === 'renewed') throw renewedStream(stream, answer.incarnation);
}
