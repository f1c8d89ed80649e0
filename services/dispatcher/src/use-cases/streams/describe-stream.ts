import { type StreamEventView, type StreamSummaryView, type StreamView, toRfc3339 } from '@ag06/contracts';
import type { StreamDescription, StreamEvent, StreamSummary } from '@ag06/store';

export function describeStreamEvent(event: StreamEvent): StreamEventView {
  const { position, at, type, data, id, correlationId, traceId } = event;
  return {
    position,
    at: toRfc3339(at),
    type,
    data: JSON.parse(data),
    ...(id !== undefined && { id }),
    ...(correlationId !== undefined && { correlationId }),
    ...(traceId !== undefined && { traceId }),
  };
}

export function describeSummaryOfStream(summary: StreamSummary): StreamSummaryView {
  const { stream, incarnation, count, bytes, first, last } = summary;
  return {
    name: stream,
    incarnation,
    count,
    bytes,
    ...(first !== undefined && { first: describePlace(first) }),
    last: describePlace(last),
  };
}

export function describeStream(description: StreamDescription): StreamView {
  const types = [...description.types].map(([type, count]) => ({ type, count }));
  types.sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
  const { otherTypes, archived, incomplete } = description;
  return {
    ...describeSummaryOfStream(description),
    types,
    otherTypes,
    ...(archived && {
      archived: {
        first: describePlace(archived.first),
        last: describePlace(archived.last),
        bytes: archived.bytes,
      },
    }),
    ...(incomplete && { incomplete }),
  };
}

const describePlace = ({ position, at }: { readonly position: number; readonly at: number }) => ({
  position,
  at: toRfc3339(at),
});
