import { expect } from '@jest/globals';
import type { FleetApi } from './fleet-api.ts';

/** One end, a log without gaps, one outcome for each step and item. */
export async function expectOneEnd(fleet: FleetApi, runId: string): Promise<void> {
  const events = await fleet.events(runId);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  const ends = events.filter((event) => /^run\.(completed|failed|cancelled|timed_out)$/.test(event.type));
  expect(ends).toHaveLength(1);
  expect(events.at(-1)).toBe(ends[0]);
  const outcomes = events.filter((event) =>
    /^(step|item)\.(completed|failed|skipped|timed_out)$/.test(event.type),
  );
  expect(new Set(outcomes.map(({ step, item }) => `${step}.${item}`)).size).toBe(outcomes.length);
}
