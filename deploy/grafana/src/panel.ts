/** A panel without its place. */
export type Panel =
  | (Chart & { readonly kind: 'timeseries' | 'stat' | 'bargauge' | 'heatmap' | 'table' })
  | {
      readonly kind: 'text';
      readonly title: string;
      readonly width: number;
      readonly height: number;
      readonly markdown: string;
    }
  | JaegerPanel;

interface Chart {
  readonly title: string;
  /** A sentence or two: what it shows, and what to do about it. */
  readonly description: string;
  /** Grafana's name of the unit: `s`, `reqps`, `percentunit`, `bytes`, `short`. */
  readonly unit: string;
  readonly targets: readonly Target[];
  /** Of 24. */
  readonly width: number;
  readonly height?: number;
  /** From which value on it is yellow, and red. */
  readonly thresholds?: readonly [warning: number, critical: number];
  readonly stacked?: boolean;
}

/** A search for traces, or one trace. */
interface JaegerPanel {
  readonly kind: 'search' | 'trace';
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** Tags in logfmt, or the id of the trace. */
  readonly query: string;
}

interface Target {
  readonly expr: string;
  /** `{{label}}`, or a word. */
  readonly legend: string;
}

export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' } as const;
/** As dispatchers call themselves in traces: every trace of a run begins in one. */
const SEARCHED_SERVICE = 'ag06-dispatcher';

const JAEGER = { type: 'jaeger', uid: 'jaeger' } as const;

export interface Place {
  readonly id: number;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

/** The panel as Grafana reads it. */
export function toPanelJson(panel: Panel, place: Place): object {
  switch (panel.kind) {
    case 'text':
      return {
        ...place,
        type: 'text',
        title: panel.title,
        options: { mode: 'markdown', content: panel.markdown },
      };
    case 'search':
    case 'trace':
      return { ...place, ...toJaegerJson(panel) };
    default:
      return { ...place, ...toChartJson(panel) };
  }
}

function toJaegerJson({ kind, title, description, query }: JaegerPanel): object {
  const common = { title, description, datasource: JAEGER };
  const target = { refId: 'A', datasource: JAEGER };
  if (kind === 'trace') return { ...common, type: 'traces', targets: [{ ...target, query }] };
  const search = { queryType: 'search', service: SEARCHED_SERVICE, tags: query, limit: 50 };
  return { ...common, type: 'table', targets: [{ ...target, ...search }] };
}

function toChartJson(panel: Chart & { readonly kind: string }): object {
  const { kind, title, description, unit, targets, thresholds, stacked } = panel;
  return {
    type: kind,
    title,
    description,
    datasource: PROMETHEUS,
    targets: targets.map((target, index) => toTargetJson(kind, target, index)),
    fieldConfig: {
      defaults: {
        unit,
        ...(kind === 'timeseries' && {
          min: 0,
          custom: { fillOpacity: 10, ...(stacked && { stacking: { mode: 'normal' } }) },
        }),
        ...(thresholds && toThresholds(kind, thresholds)),
      },
      overrides: [],
    },
    options: OPTIONS[kind] ?? {},
  };
}

function toTargetJson(kind: string, { expr, legend }: Target, index: number): object {
  const format = kind === 'heatmap' ? 'heatmap' : kind === 'table' ? 'table' : 'time_series';
  const isNow = kind === 'stat' || kind === 'bargauge' || kind === 'table';
  return {
    refId: String.fromCharCode(65 + index),
    datasource: PROMETHEUS,
    expr,
    legendFormat: legend,
    format,
    ...(isNow ? { instant: true, range: false } : { range: true }),
  };
}

/** Of a falling scale (a health score) the first is the greater. */
function toThresholds(kind: string, [warning, critical]: readonly [number, number]): object {
  const falls = warning > critical;
  const steps = falls
    ? [
        { color: 'red', value: null },
        { color: 'yellow', value: critical },
        { color: 'green', value: warning },
      ]
    : [
        { color: 'green', value: null },
        { color: 'yellow', value: warning },
        { color: 'red', value: critical },
      ];
  const custom = kind === 'timeseries' && {
    custom: { fillOpacity: 10, thresholdsStyle: { mode: 'dashed' } },
  };
  return { thresholds: { mode: 'absolute', steps }, ...custom };
}

const OPTIONS: Readonly<Record<string, object>> = {
  timeseries: {
    legend: { displayMode: 'list', placement: 'bottom' },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  stat: { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'value', graphMode: 'none' },
  bargauge: { reduceOptions: { calcs: ['lastNotNull'] }, orientation: 'horizontal', displayMode: 'basic' },
  heatmap: { calculate: false, yAxis: { unit: 's' }, color: { scheme: 'Oranges' } },
};
