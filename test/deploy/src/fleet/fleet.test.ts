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
import { loadFleet } from './load-fleet.ts';
import { SILENT_METRICS } from './silent-metrics.ts';
import { startWatchedFleet, type WatchedFleet } from './watched-fleet.ts';

let fleet: WatchedFleet;

beforeAll(async () => {
  fleet = await startWatchedFleet();
  // Rates show what comes after a first sample.
  await seen('count(count_over_time(process_uptime[1m]) >= 2) == 2');
  await loadFleet(fleet);
  await seen('sum(ag06_runs_ended_total) == 14');
  await seen('count(count_over_time(ag06_dead_letters_total[1m]) >= 2) > 0');
}, 120_000);
afterAll(() => fleet?.[Symbol.asyncDispose]());

const seen = (expression: string): Promise<unknown> =>
  until(async () => (await fleet.prometheus.query(expression)).length > 0, {
    timeoutMs: 60_000,
    everyMs: 200,
    message: expression,
  });

const isSilent = (query: Query): boolean => [...metricsOf(query)].some((key) => key in SILENT_METRICS);
const dashboards = readDashboardQueries().map(withoutDefault);

describe('against a real fleet under load', () => {
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

  test('the alert for what was set aside fires, and none for a fault that is not there', async () => {
    const firing = await until(
      async () => {
        const { alerts } = (await fleet.prometheus.ask('alerts')) as {
          alerts: { labels: { alertname: string } }[];
        };
        const names = alerts.map(({ labels }) => labels.alertname);
        return names.includes('Ag06DeadLetters') ? names : undefined;
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    // Pending: no optimizer runs here.
    expect(new Set(firing)).toEqual(new Set(['Ag06DeadLetters', 'Ag06OptimizerWithoutLeader']));
  });
});
