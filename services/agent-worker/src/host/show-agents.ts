import type { Slots } from '@ag06/resilience';
import type { MetricBook } from '@ag06/telemetry';

/** The metrics of a worker's agents. */
interface ShownAgents {
  readonly slots: ReadonlyMap<string, Slots>;
  readonly settings: { of(agent: string): { readonly version: number } };
}

/** The agents of which a worker runs fewer attempts at a time than it was told to. */
type HeldAgents = () => readonly (readonly [
  agent: string,
  held: { readonly limit: number; readonly published: number; readonly because: readonly string[] },
])[];

/** Adds each agent's slots and settings to every scrape, until the returned function is called. */
export function showAgents(
  book: MetricBook,
  { slots, settings }: ShownAgents,
  heldBack: HeldAgents,
): () => void {
  const rows = (read: (one: Slots, agent: string) => number) => () =>
    [...slots].map(([agent, one]) => [read(one, agent), agent] as const);
  const stops = [
    book.slotsInUse.read(rows(({ inUse }) => inUse)),
    book.slotsLimit.read(rows(({ limit }) => limit)),
    book.slotsWaiting.read(rows(({ waiting }) => waiting)),
    book.slotsHeldBack.read(() =>
      heldBack().flatMap(([agent, { limit, published, because }]) =>
        because.map((reason) => [published - limit, agent, reason] as const),
      ),
    ),
    book.tuningVersion.read(rows((_, agent) => settings.of(agent).version)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
