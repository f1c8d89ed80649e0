import type { Slots } from '@ag06/resilience';
import type { MetricBook } from '@ag06/telemetry';

/** What is shown of the agents of a worker. */
export interface ShownAgents {
  readonly slots: ReadonlyMap<string, Slots>;
  readonly settings: { of(agent: string): { readonly version: number } };
}

/** Shows each agent's slots, and which settings it has in force, at every scrape, until the answer is called. */
export function showAgents(book: MetricBook, { slots, settings }: ShownAgents): () => void {
  const rows = (read: (one: Slots, agent: string) => number) => () =>
    [...slots].map(([agent, one]) => [read(one, agent), agent] as const);
  const stops = [
    book.slotsInUse.read(rows(({ inUse }) => inUse)),
    book.slotsLimit.read(rows(({ limit }) => limit)),
    book.slotsWaiting.read(rows(({ waiting }) => waiting)),
    book.tuningVersion.read(rows((_, agent) => settings.of(agent).version)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
