import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { ROOT, readText, readYaml } from '../repository.ts';
import { readAlerts } from './read-alerts.ts';

const FOLDER = join(ROOT, 'deploy/prometheus');
const promtool = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('promtool', [...args])).stdout;
const alerts = readAlerts();

describe('the alert rules', () => {
  it('are valid for promtool, with the configuration that names them', async () => {
    const said = await promtool('check', 'config', join(FOLDER, 'prometheus.yaml'));
    expect(said).toContain(`${alerts.length} rules found`);
  });

  it('fire when they should and only then, by their unit tests', async () => {
    expect(await promtool('test', 'rules', join(FOLDER, 'rules.test.yaml'))).toContain('SUCCESS');
  }, 60_000);

  it('are each fired by a unit test', () => {
    const tests = readText('deploy/prometheus/rules.test.yaml');
    const fired = [...tests.matchAll(/labels: '\{alertname="(\w+)"/g)].map(([, name]) => name);
    expect([...new Set(fired)].sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it.each(alerts)('$alert has a severity, a summary and a remedy', ({ labels, annotations }) => {
    expect(labels.severity).toMatch(/^(warning|critical)$/);
    expect(annotations.summary).toMatch(/\S.*\.$/);
    expect(annotations.description.split('. ').length).toBeGreaterThan(1);
  });
});

describe('the scrape configuration for Kubernetes', () => {
  it('is valid for promtool, except for the service discovery, which some builds lack', async () => {
    const [config] = readYaml('deploy/prometheus/kubernetes-scrape.yaml') as [{ scrape_configs: object[] }];
    const scrapes = config.scrape_configs.map((scrape) => {
      const { kubernetes_sd_configs, ...rest } = scrape as { kubernetes_sd_configs: unknown };
      expect(kubernetes_sd_configs).toEqual([{ role: 'pod', namespaces: { names: ['ag06'] } }]);
      return { ...rest, static_configs: [{ targets: ['localhost:9464'] }] };
    });
    await using folder = await tempDir('scrape');
    const file = join(folder.path, 'prometheus.yaml');
    await writeFile(file, stringify({ ...config, rule_files: [], scrape_configs: scrapes }));
    expect(await promtool('check', 'config', file)).toContain('SUCCESS');
  });
});
