import type { EventView } from '@ag06/client';

/** Events of one step, one a second from 0. */
export function eventsOf(
  ...given: readonly (readonly [type: EventView['type'], more?: Partial<EventView>])[]
): readonly EventView[] {
  return given.map(
    ([type, more], i): EventView => ({
      seq: i + 1,
      type,
      at: new Date(i * 1_000).toISOString(),
      correlationId: 'c',
      traceId: null,
      step: 's',
      ...more,
    }),
  );
}
