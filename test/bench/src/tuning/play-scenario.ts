import { setTimeout as delay } from 'node:timers/promises';
import { type AgentTuningView, Client, type TuningSettings } from '@ag06/client';
import { Feeder, WORKFLOW } from './feeder.ts';
import { type Net, type RunRecord, toNet } from './net-value.ts';
import type { Scenario } from './scenario.ts';
import { WORKERS } from './scenarios.ts';
import { startService } from './service-process.ts';
import { startTunedFleet } from './tuned-fleet.ts';
import { toObjective } from './worth.ts';

const FEED_EVERY_MS = 100;
const LOOK_EVERY_MS = 1_000;
const PAGE = 500;

/** One second of a play, as a person watches it. */
interface Moment {
  /** Seconds since the begin. */
  readonly t: number;
  /** Of the service, so far. */
  readonly answered: number;
  readonly refused: number;
  readonly failed: number;
  readonly inflight: number;
  /** Null: nothing was said yet. */
  readonly tuning: AgentTuningView | null;
}

export interface Play {
  readonly net: Net;
  /** Of the last third of the time. */
  readonly lastThird: Net;
  readonly calls: number;
  /** The last decisions, the oldest first. */
  readonly decisions: readonly { readonly t: number; readonly sentence: string }[];
  readonly standing: readonly string[];
}

interface PlayOptions {
  readonly mode: 'off' | 'live';
  readonly seed: number;
  /** What a person sets before the first step; the optimizer leaves it as it is. */
  readonly settings?: TuningSettings;
  readonly onMoment?: (moment: Moment) => void;
}

/** Plays a scenario with a fleet of its own, from its first step on, and counts what it has brought. */
export async function playScenario(
  scenario: Scenario,
  { mode, seed, settings, onMoment = () => {} }: PlayOptions,
): Promise<Play> {
  await using service = await startService(scenario.service, seed);
  const objective = toObjective(scenario.worth, scenario.attemptCost);
  await using fleet = await startTunedFleet({ mode, workers: WORKERS, serviceUrl: service.url, objective });
  const client = new Client({ url: fleet.url });
  await client.workflows.push(WORKFLOW);
  if (settings !== undefined) await client.tuning.set('bench.call', { settings });
  const feeder = new Feeder({ client, scenario, service, seed });
  const from = Date.now();
  const to = from + 1_000 * scenario.seconds;
  const third = to - (to - from) / 3;
  let atThird: { readonly vain: number } | undefined;
  const vainNow = async () => {
    const { calls, answered, inflight } = await service.figures();
    return calls - answered - inflight;
  };
  let lookedAt = from;
  for (let now = from; now < to; now = Date.now()) {
    await feeder.feed((now - from) / 1_000);
    if (now >= third) atThird ??= { vain: await vainNow() };
    if (now >= lookedAt) {
      lookedAt += LOOK_EVERY_MS;
      const tuning = await client.tuning.show('bench.call').catch(() => null);
      onMoment({ t: (now - from) / 1_000, ...(await service.figures()), tuning });
    }
    await delay(FEED_EVERY_MS);
  }
  const figures = await service.figures();
  const vain = await vainNow();
  const view = await client.tuning.show('bench.call');
  const { items } = await client.tuning.history('bench.call');
  const runs = await readRuns(client);
  const { worth, attemptCost } = scenario;
  return {
    net: toNet({ runs, vain, worth, attemptCost, from, to }),
    lastThird: toNet({
      runs,
      vain: vain - (atThird?.vain ?? 0),
      worth,
      attemptCost,
      from: third,
      to,
    }),
    calls: figures.calls,
    decisions: items.map(({ at, sentence }) => ({ t: (Date.parse(at) - from) / 1_000, sentence })).reverse(),
    standing: (view.state?.standing ?? []).map(({ sentence }) => sentence),
  };
}

/** The records of all runs. Sizes are told by tags. */
async function readRuns(client: Client): Promise<readonly RunRecord[]> {
  const records: RunRecord[] = [];
  for await (const run of client.list({ pageSize: PAGE })) {
    const ended = run.finishedAt === undefined ? undefined : Date.parse(run.finishedAt);
    records.push({
      size: Number(run.tags[0]?.slice('size-'.length) ?? 0),
      createdAt: Date.parse(run.createdAt),
      status: ended === undefined ? 'open' : run.status === 'completed' ? 'completed' : 'failed',
      finishedAt: ended,
    });
  }
  return records;
}
