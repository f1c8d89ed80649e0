import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  metricsOf,
  type Query,
  readAlertQueries,
  readAlertSelectors,
  readDashboardQueries,
  withoutDefault,
} from '../prometheus/queries.ts';
import { loadFleet, RUNS } from './load-fleet.ts';
import { SILENT_METRICS } from './silent-metrics.ts';
import { startWatchedFleet, type WatchedFleet } from './watched-fleet.ts';

let fleet: WatchedFleet;

beforeAll(async () => {
  fleet = await startWatchedFleet();
  // A rate needs a sample before and after what it counts, of every series.
  for (const ended of [RUNS, 2 * RUNS]) {
    await loadFleet(fleet);
    await seen(`sum(ag06_runs_ended_total) == ${ended}`);
  }
}, 120_000);
afterAll(async () => {
  await fleet?.[Symbol.asyncDispose]();
});

const seen = (expression: string): Promise<unknown> =>
  until(async () => (await fleet.prometheus.query(expression)).length > 0, {
    timeoutMs: 25_000,
    everyMs: 200,
    message: expression,
  });

const isSilent = (query: Query): boolean => [...metricsOf(query)].some((key) => key in SILENT_METRICS);
const dashboards = readDashboardQueries().map(withoutDefault);

describe('the dashboards and alerts, against a real fleet under load,', () => {
  test.each(dashboards.filter((query) => !isSilent(query)))(
    '$where has data: $expression',
    async ({ expression }) => {
      await seen(expression);
    },
  );

  test.each([...dashboards.filter(isSilent), ...readAlertQueries()])(
    '$where is valid: $expression',
    async ({ expression }) => {
      await expect(fleet.prometheus.query(expression)).resolves.toBeDefined();
    },
  );

  test.each(readAlertSelectors().filter((query) => !isSilent(query)))(
    '$where selects something: $expression',
    async ({ expression }) => {
      await seen(expression.replace('{code="STORE_FULL"}', ''));
    },
  );

  test.each(['dispatcher', 'agent-worker', 'optimizer'])(
    '%s answers the probes of the manifests',
    async (service) => {
      for (const path of ['/health/live', '/health/ready']) {
        const answer = await fetch(`${fleet.probed[service]}${path}`);
        expect([path, answer.status]).toEqual([path, 200]);
      }
    },
  );

  test('fire the alert for dead letters, and no other', async () => {
    const isFiring = async () => {
      const { alerts } = (await fleet.prometheus.ask('alerts')) as AlertsAnswer;
      const names = alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
      return names.length > 0 ? new Set(names) : undefined;
    };
    const firing = await until(isFiring, { timeoutMs: 25_000, everyMs: 200, message: 'an alert' });
    expect(firing).toEqual(new Set(['Ag06DeadLetters']));
  });
});

interface AlertsAnswer {
  readonly alerts: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[];
}
