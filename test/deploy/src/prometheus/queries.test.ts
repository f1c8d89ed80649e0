import { join } from 'node:path';
import { METRICS } from '@ag06/telemetry';
import { type PrometheusServer, startPrometheus, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { ROOT } from '../repository.ts';
import {
  metricsOf,
  readAlertQueries,
  readAlertSelectors,
  readDashboardQueries,
  readScaleQueries,
  withoutDefault,
} from './queries.ts';
import { startTableExporter, type TableExporter } from './table-exporter.ts';

let exporter: TableExporter;
let prometheus: PrometheusServer;

beforeAll(async () => {
  exporter = await startTableExporter(['dispatcher', 'agent-worker', 'optimizer']);
  prometheus = await startPrometheus({
    targetsUrl: exporter.targetsUrl,
    ruleFiles: [join(ROOT, 'deploy/prometheus/rules.yaml')],
  });
  // Rates need two samples of every target.
  await until(
    async () => (await prometheus.query('min(count_over_time(ag06_commits_total[1m])) >= 3')).length > 0,
    {
      timeoutMs: 30_000,
      everyMs: 100,
    },
  );
}, 60_000);
afterAll(async () => {
  await prometheus?.stop();
  await exporter?.[Symbol.asyncDispose]();
});

const dashboardQueries = readDashboardQueries();

describe('queries against every metric of the table, with every label,', () => {
  test.each(dashboardQueries.map(withoutDefault))(
    'return data in $where: $expression',
    async ({ expression }) => {
      expect(await prometheus.query(expression)).not.toEqual([]);
    },
  );

  test.each(readAlertSelectors())('select something in $where: $expression', async ({ expression }) => {
    expect(await prometheus.query(expression)).not.toEqual([]);
  });

  test.each([...readAlertQueries(), ...readScaleQueries()])(
    'can be evaluated in $where',
    async ({ expression }) => {
      await expect(prometheus.query(expression)).resolves.toBeDefined();
    },
  );

  it('have no rule that fails', async () => {
    const groups = await until(async () => {
      const { groups } = (await prometheus.ask('rules')) as RulesAnswer;
      const areAllKnown = groups.every(({ rules }) => rules.every(({ health }) => health !== 'unknown'));
      return areAllKnown ? groups : undefined;
    });
    expect(groups?.flatMap(({ rules }) => rules.filter(({ health }) => health !== 'ok'))).toEqual([]);
  });
});

interface RulesAnswer {
  readonly groups: readonly {
    readonly rules: readonly { readonly name: string; readonly health: string }[];
  }[];
}

describe('the table of metrics', () => {
  it('is shown whole: each of its metrics is in a dashboard', () => {
    const shown = new Set(dashboardQueries.flatMap((query) => [...metricsOf(query)]));
    expect(Object.keys(METRICS).filter((key) => !shown.has(key))).toEqual([]);
  });

  it('has every metric that the alerts name', () => {
    for (const query of readAlertQueries())
      expect([...metricsOf(query)].length + Number(query.expression.includes('up{'))).toBeGreaterThan(0);
  });
});
