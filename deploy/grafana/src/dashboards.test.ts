import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from '@jest/globals';
import { DASHBOARDS, toDashboardJson, toFileText } from './index.ts';

interface Json {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}
interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr?: string;
    readonly query?: string;
    readonly tags?: string;
    readonly service?: string;
  }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const all = DASHBOARDS.map((dashboard) => [dashboard.name, toDashboardJson(dashboard) as Json] as const);
const isChart = ({ type }: PanelJson) => type !== 'row' && type !== 'text';

test.each(DASHBOARDS.map((each) => [each.name, each] as const))(
  '%s.json is what the source says',
  (name, dashboard) => {
    const file = new URL(`../dashboards/${name}.json`, import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(toFileText(dashboard)); // else: npm run dashboards
  },
);

it('each dashboard has an id of its own', () => {
  expect(new Set(all.map(([, { uid }]) => uid)).size).toBe(all.length);
});

it('the dashboards search traces by the service name of dispatchers', () => {
  const main = readFileSync(new URL('../../../services/dispatcher/src/main.ts', import.meta.url), 'utf8');
  const [, name] = main.match(/startTracing\(\{\s+service: '([^']+)'/) ?? [];
  const searches = all.flatMap(([, { panels }]) =>
    panels.flatMap(({ targets = [] }) => targets.flatMap(({ service }) => service ?? [])),
  );
  expect(searches).toEqual([name]);
});

describe.each(all)('%s', (_, { panels, templating }) => {
  it('gives each panel an id, a title and a place that overlaps no other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { title, gridPos } of panels) {
      expect(title).not.toBe('');
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_cell, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('says of each chart what it shows, in which unit, by queries of their own names', () => {
    for (const { title, description, targets = [], fieldConfig, type } of panels.filter(isChart)) {
      expect([title, description]).toEqual([title, expect.stringMatching(/\S.*\.$/)]);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      const isJaeger = targets.every(({ expr }) => expr === undefined);
      expect([title, isJaeger || fieldConfig?.defaults.unit]).toEqual([title, expect.anything()]);
      expect(['timeseries', 'stat', 'bargauge', 'heatmap', 'table', 'traces']).toContain(type);
    }
  });

  it('uses only variables that it has', () => {
    const known = new Set(templating.list.map(({ name }) => name));
    const text = panels
      .flatMap(({ title, targets = [] }) => [title, ...targets.map((each) => JSON.stringify(each))])
      .join('\n');
    const used = [...text.matchAll(/\$\{?([a-zA-Z]\w*)/g)].map(([, name]) => name ?? '');
    expect([...new Set(used)].filter((name) => !known.has(name))).toEqual([]);
  });
});
