import type { EventView, FleetApi } from './fleet-api.ts';

/** Every start of a run, as `<step> <attempt>` or `<step>[<item>] <attempt>`, sorted. */
export async function startsOf(fleet: FleetApi, runId: string): Promise<string[]> {
  const events = await fleet.events(runId);
  const starts = events.filter(({ type }) => type === 'step.started' || type === 'item.started');
  const nameOf = ({ step, item }: EventView) => (item === undefined ? step : `${step}[${item}]`);
  return starts.map((event) => `${nameOf(event)} ${event.attempt}`).sort();
}
