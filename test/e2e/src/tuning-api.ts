import type { AgentListView, TuningListView } from '@ag06/contracts';
import type { TuningSettings } from '@ag06/contracts/tuning';
import { until } from '@ag06/test-support';
import type { FleetApi } from './fleet-api.ts';

type AgentItem = AgentListView['items'][number];

export const loadAgents = async (fleet: FleetApi): Promise<AgentListView> =>
  (await fleet.call('GET', '/v1/agents')).body as unknown as AgentListView;
export const loadTuning = async (fleet: FleetApi): Promise<TuningListView> =>
  (await fleet.call('GET', '/v1/tuning')).body as unknown as TuningListView;

export const figuresOf = async (fleet: FleetApi, name: string): Promise<AgentItem['figures']> =>
  (await loadAgents(fleet)).items.find((item) => item.name === name)?.figures ?? null;

/** Until so many attempts of an agent are counted. Counting takes two seconds. */
export const untilCounted = (fleet: FleetApi, name: string, attempts: number): Promise<unknown> =>
  until(async () => ((await figuresOf(fleet, name))?.attempts ?? 0) >= attempts, {
    timeoutMs: 30_000,
    message: `${attempts} attempts of ${name} to be counted`,
  });

/** Until a leader with a higher fence has told figures; who it is. */
export async function untilLed(fleet: FleetApi, beyond: number): Promise<{ leader: string; fence: number }> {
  const led = await until(
    async () => {
      const { figures } = await loadTuning(fleet);
      return figures !== null && figures.fence > beyond ? figures : undefined;
    },
    { timeoutMs: 15_000, message: `a leader beyond fence ${beyond}` },
  );
  if (led === undefined) throw new Error('Nobody leads.');
  return led;
}

/** Publishes settings by hand; milliseconds until every worker has them in force. */
export async function setSettings(
  fleet: FleetApi,
  agent: string,
  settings: TuningSettings,
  workers: number,
): Promise<number> {
  const from = performance.now();
  const { status, body } = await fleet.call('PUT', `/v1/tuning/${agent}`, { settings });
  if (status !== 200) throw new Error(JSON.stringify(body));
  await untilInForce(fleet, agent, Number(body.version), workers);
  return performance.now() - from;
}

export const untilInForce = (fleet: FleetApi, agent: string, version: number, workers: number) =>
  until(
    async () => {
      const { items } = (await fleet.call('GET', '/v1/workers')).body as {
        items: { configVersion: Record<string, number> }[];
      };
      return items.filter(({ configVersion }) => configVersion[agent] === version).length === workers;
    },
    { timeoutMs: 30_000, message: `version ${version} of ${agent} to be in force` },
  );
