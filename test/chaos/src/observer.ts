import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import { EventsPage, ToldRun } from './api.ts';
import { monotonicMs } from './clock.ts';
import type { Observation } from './history.ts';
import type { HttpClient } from './http-client.ts';

const PAUSE_MS = 120;

/** Reads runs and logs from all dispatchers while the fleet is at work, until `over` aborts. */
export async function observe(
  http: HttpClient,
  random: Random,
  latestRuns: () => readonly string[],
  over: AbortSignal,
): Promise<Observation[]> {
  const seen: Observation[] = [];
  while (!over.aborted) {
    await delay(random.int(2 * PAUSE_MS));
    const latest = latestRuns();
    if (latest.length === 0) continue;
    const observation = await look(http, random.pick(latest), random.chance(0.5));
    if (observation !== undefined) seen.push(observation);
  }
  return seen;
}

/** Nothing if the fleet was not able to answer. */
async function look(http: HttpClient, runId: string, isLog: boolean): Promise<Observation | undefined> {
  const from = monotonicMs();
  const path = `/v1/runs/${runId}${isLog ? '/events?limit=500' : ''}`;
  const answer = await http.send({ method: 'GET', path });
  const span = { runId, from, to: monotonicMs() };
  if (answer === undefined || answer.status >= 500) return undefined;
  if (answer.status !== 200) return { ...span, of: 'absence', status: answer.status };
  return isLog
    ? { ...span, of: 'log', events: EventsPage.parse(answer.body).events }
    : { ...span, of: 'run', run: ToldRun.parse(answer.body) };
}
