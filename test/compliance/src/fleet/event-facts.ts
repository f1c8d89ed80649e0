import type { Client, EventView } from '@ag06/client';
import { expect } from '@jest/globals';

/** All events of a run, in their order. Checks that their numbers have no gap and their times never go back. */
export async function readLog(client: Client, runId: string): Promise<readonly EventView[]> {
  const events: EventView[] = [];
  for await (const event of client.events(runId)) events.push(event);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const times = events.map(({ at }) => Date.parse(at));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  return events;
}

/** How often each type of event is there of each step: `step.started a` → 1. */
export function countEvents(events: readonly EventView[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type, step } of events) {
    const what = step === undefined ? type : `${type} ${step}`;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
