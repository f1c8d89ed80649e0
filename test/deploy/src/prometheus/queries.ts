import { METRICS, toSeriesNames } from '@ag06/telemetry';
import { listFiles, readText, readYaml } from '../repository.ts';
import { readAlerts } from './read-alerts.ts';

/** An expression as Prometheus can evaluate it, and where it stands. */
export interface Query {
  readonly where: string;
  readonly expression: string;
}

interface PanelJson {
  readonly title: string;
  readonly targets?: readonly { readonly expr?: string }[];
}
interface DashboardJson {
  readonly title: string;
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
}
interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly query: string | { readonly query: string };
}

/** What Grafana puts in place of its variables before it asks. */
const VARIABLES: readonly (readonly [name: RegExp, value: string])[] = [
  [/\$__rate_interval\b/g, '5m'],
  [/\$__range\b/g, '5m'],
  [/\$\w+/g, '.*'],
];

/** Every query of every dashboard file, those for the values of variables included. */
export function readDashboardQueries(): readonly Query[] {
  return listFiles('deploy/grafana/dashboards', /\.json$/).flatMap((path) => {
    const { title, panels, templating } = JSON.parse(readText(path)) as DashboardJson;
    const ofPanels = panels.flatMap((panel) =>
      (panel.targets ?? [])
        .flatMap(({ expr }) => expr ?? [])
        .map((expr) => ({ where: `${title} / ${panel.title}`, expression: replaceVariables(expr) })),
    );
    const ofVariables = templating.list.flatMap((variable) => toValuesQuery(title, variable));
    return [...ofPanels, ...ofVariables];
  });
}

const replaceVariables = (text: string): string =>
  VARIABLES.reduce((replaced, [name, value]) => replaced.replaceAll(name, value), text);

function toValuesQuery(title: string, { name, type, query }: VariableJson): readonly Query[] {
  if (type !== 'query') return [];
  const text = typeof query === 'string' ? query : query.query;
  const [, metric, label] = text.match(/^label_values\((\w+), (\w+)\)$/) ?? [];
  if (!metric || !label)
    throw new Error(`${title}: the values of $${name} are not label_values(metric, label): ${text}`);
  return [{ where: `${title} / $${name}`, expression: `count by (${label}) (${metric}{${label}!=""})` }];
}

interface ScaledJson {
  readonly kind: string;
  readonly spec: { readonly triggers: readonly { readonly metadata: { readonly query?: string } }[] };
}

/** The expression of each autoscaler that asks Prometheus. */
export const readScaleQueries = (): readonly Query[] =>
  listFiles('deploy/autoscaling', /scaled-object\.yaml$/).flatMap((where) =>
    (readYaml(where) as readonly ScaledJson[])
      .filter(({ kind }) => kind === 'ScaledObject')
      .flatMap(({ spec }) => spec.triggers.flatMap(({ metadata }) => metadata.query ?? []))
      .map((expression) => ({ where, expression })),
  );

/** The expression of each alert. It has no data while nothing is wrong. */
export const readAlertQueries = (): readonly Query[] =>
  readAlerts().map(({ alert, expr }) => ({ where: alert, expression: expr }));

/** What the alerts select, without what they do with it: that has data also while nothing is wrong. */
export const readAlertSelectors = (): readonly Query[] =>
  readAlertQueries().flatMap(({ where, expression }) =>
    [...new Set(expression.match(/\b(?:(?:ag06|nodejs|http|process|v8js)_\w+|up)\b(?:\{[^}]*\})?/g))].map(
      (selector) => ({
        where,
        expression: selector,
      }),
    ),
  );

/** The query without the 0 that it shows where there is nothing, which would hide a name that does not exist. */
export const withoutDefault = ({ where, expression }: Query): Query => ({
  where,
  expression: expression.replaceAll(/ or vector\(0\)/g, ''),
});

const SERIES = new Map(
  Object.entries(METRICS).flatMap(([key, metric]) =>
    toSeriesNames(metric).map((series) => [series, key] as const),
  ),
);

/** The keys of the metrics that a query reads; throws at a name that is not in the table. */
export function metricsOf({ where, expression }: Query): ReadonlySet<string> {
  const names = expression.match(/\b(?:ag06|nodejs|http_server|process|v8js)_\w+(?=[\s[{),]|$)/g) ?? [];
  return new Set(
    names.map((name) => {
      const key = SERIES.get(name);
      if (key === undefined) throw new Error(`${where}: there is no metric ${name}.`);
      return key;
    }),
  );
}
