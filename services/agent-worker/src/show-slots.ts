import type { Slots } from '@ag06/resilience';
import type { MetricBook } from '@ag06/telemetry';

/** Shows the slots of each agent at every scrape, until the answer is called. */
export function showSlots(book: MetricBook, slots: ReadonlyMap<string, Slots>): () => void {
  const rows = (read: (one: Slots) => number) => () =>
    [...slots].map(([agent, one]) => [read(one), agent] as const);
  const stops = [
    book.slotsInUse.read(rows(({ inUse }) => inUse)),
    book.slotsLimit.read(rows(({ limit }) => limit)),
    book.slotsWaiting.read(rows(({ waiting }) => waiting)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
