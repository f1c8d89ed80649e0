/** A request that is meant to cost more than it should. */
export interface HostileRequest {
  readonly name: string;
  readonly method?: 'POST' | 'PUT' | 'GET';
  readonly path: string;
  readonly type?: 'application/json' | 'application/yaml';
  readonly body?: string;
  /** What it is answered with. */
  readonly status: number;
}

export const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const record = <T>(count: number, make: (index: number) => T): { [name: string]: T } =>
  Object.fromEntries(times(count, (i) => [`k${i}`, make(i)]));

export const definition = (name: string, more: object): string =>
  JSON.stringify({ name, steps: { a: { agent: 'x.a' } }, ...more });
export const withStep = (name: string, step: object): string =>
  definition(name, { steps: { a: { agent: 'x.a', ...step } } });
export const run = (workflow: string, input: unknown, more: object = {}): string =>
  JSON.stringify({ workflow, input, ...more });

export const push = (name: string, body: string, status = 201): HostileRequest => ({
  name: `a definition of ${name}`,
  path: '/v1/workflows',
  type: JSON_TYPE,
  body,
  status,
});
export const pushYaml = (name: string, body: string, status: number): HostileRequest => ({
  name: `YAML of ${name}`,
  path: '/v1/workflows',
  type: YAML_TYPE,
  body,
  status,
});
export const submit = (name: string, body: string, status = 202): HostileRequest => ({
  name: `a submission of ${name}`,
  path: '/v1/runs',
  type: JSON_TYPE,
  body,
  status,
});
export const batch = (name: string, runs: readonly object[], status = 200): HostileRequest => ({
  name: `a batch of ${name}`,
  path: '/v1/runs/batch',
  type: JSON_TYPE,
  body: JSON.stringify({ runs }),
  status,
});
