/** One metric of the table: everything that its instrument, its dashboards and its readers need. */
export interface MetricDefinition {
  /** Dotted, with the unit last (`ag06.step.duration.seconds`), or a name of OpenTelemetry's semantic conventions. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** UCUM: `s`, `By`, `1`, `{run}`. */
  readonly unit: string;
  readonly labels: readonly string[];
  /** A sentence. */
  readonly description: string;
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

type Labels = readonly string[];

export const counter = <const L extends Labels>(name: string, unit: string, labels: L, description: string) =>
  ({ name, kind: 'counter', unit, labels, description }) as const satisfies MetricDefinition;

export const gauge = <const L extends Labels>(name: string, unit: string, labels: L, description: string) =>
  ({ name, kind: 'gauge', unit, labels, description }) as const satisfies MetricDefinition;

export const histogram = <const L extends Labels>(
  name: string,
  buckets: readonly number[],
  labels: L,
  description: string,
) =>
  ({ name, kind: 'histogram', unit: 's', labels, description, buckets }) as const satisfies MetricDefinition;

/** For round trips and requests, in seconds. */
export const LATENCY_BUCKETS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** For handlers and what waits for them, in seconds. */
export const STEP_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900,
] as const;

/** For runs, in seconds. */
export const RUN_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400,
] as const;
