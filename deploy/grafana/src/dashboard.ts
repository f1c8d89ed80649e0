import { METRICS, type MetricKey, toPrometheusLabel, toPrometheusName } from '@ag06/telemetry';
import { type Panel, PROMETHEUS, toPanelJson } from './panel.ts';

export interface Dashboard {
  /** Also the file's name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** `$name` in expressions: the values of a label, or what somebody types. */
type Variable =
  | { readonly kind: 'label'; readonly name: string; readonly metric: MetricKey; readonly label: string }
  | { readonly kind: 'text'; readonly name: string; readonly label: string; readonly value: string };

const DEFAULT_HEIGHT = 7;
const COLUMNS = 24;

const toUid = (name: string): string => `ag06-${name}`;

/** The dashboard as Grafana reads it from a file. */
export function toDashboardJson({ name, title, description, variables, rows }: Dashboard): object {
  return {
    uid: toUid(name),
    title: `AG06 / ${title}`,
    description,
    tags: ['ag06'],
    schemaVersion: 41,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    links: [{ type: 'dashboards', title: 'AG06', tags: ['ag06'], asDropdown: true, keepTime: true }],
    templating: { list: variables.map(toVariableJson) },
    panels: layOut(rows),
  };
}

function toVariableJson(variable: Variable): object {
  const { name } = variable;
  if (variable.kind === 'text') {
    const { label, value } = variable;
    return { type: 'textbox', name, label, query: value, current: { text: value, value } };
  }
  const query = `label_values(${toPrometheusName(METRICS[variable.metric])}, ${toPrometheusLabel(variable.label)})`;
  return {
    type: 'query',
    name,
    label: variable.label,
    datasource: PROMETHEUS,
    query: { query, refId: 'A' },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: ['All'], value: ['$__all'] },
  };
}

/** Rows below each other, the panels of each from left to right, wrapping at 24 columns. */
function layOut(rows: readonly Row[]): readonly object[] {
  const placed: object[] = [];
  let y = 0;
  let id = 0;
  for (const { title, panels } of rows) {
    id += 1;
    placed.push({
      id,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y += 1;
    let x = 0;
    let tallest = 0;
    for (const panel of panels) {
      const h = panel.height ?? DEFAULT_HEIGHT;
      if (x + panel.width > COLUMNS) {
        x = 0;
        y += tallest;
        tallest = 0;
      }
      id += 1;
      placed.push(toPanelJson(panel, { id, gridPos: { x, y, w: panel.width, h } }));
      x += panel.width;
      tallest = Math.max(tallest, h);
    }
    y += tallest;
  }
  return placed;
}
