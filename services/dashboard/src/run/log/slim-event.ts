import type { EventView } from '@ag06/client';

/** A field whose JSON is longer is left out of the list of events; the event alone is loaded to show it. */
const KEPT_CHARACTERS = 2_000;

/** An event as the page keeps it. */
export interface KeptEvent {
  readonly event: EventView;
  /** Names of its fields that are too long to be kept. */
  readonly cut: readonly string[];
}

/** Returns an event without its long fields, so that a page can keep tens of thousands. */
export function slimEvent(event: EventView): KeptEvent {
  const cut = Object.entries(event)
    .filter(([, value]) => isLong(value))
    .map(([name]) => name);
  if (cut.length === 0) return { event, cut };
  const { seq, type, at, correlationId, traceId } = event;
  const rest = Object.entries(event).filter(([name]) => !cut.includes(name));
  return { event: { ...Object.fromEntries(rest), seq, type, at, correlationId, traceId }, cut };
}

function isLong(value: unknown): boolean {
  if (typeof value === 'string') return value.length > KEPT_CHARACTERS;
  if (typeof value !== 'object' || value === null) return false;
  return JSON.stringify(value).length > KEPT_CHARACTERS;
}
