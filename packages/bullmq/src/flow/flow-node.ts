import { LIMITS, Refusal } from '@ag06/contracts';

/** A job of a flow, as `FlowProducer.add` takes it, read from any value. */
export interface FlowNode {
  /** Where it stands, such as `children[0].children[2]`; empty for the root. */
  readonly path: string;
  readonly name: string;
  readonly queueName: string;
  readonly data: unknown;
  readonly prefix: string | undefined;
  readonly opts: Readonly<Record<string, unknown>>;
  readonly children: readonly FlowNode[];
  /** Fields that are none of a flow's job. */
  readonly strange: readonly string[];
}

const FIELDS: ReadonlySet<string> = new Set(['name', 'queueName', 'data', 'prefix', 'opts', 'children']);

/**
 * Reads a tree of jobs, at most `LIMITS.depth` deep and with `LIMITS.steps` jobs.
 *
 * @throws Refusal FLOW_INVALID, with the path
 */
export function readFlow(value: unknown): FlowNode {
  let left: number = LIMITS.steps;
  const read = (node: unknown, path: string, depth: number): FlowNode => {
    if (!isRecord(node)) throw invalid(path, 'a job {name, queueName, data, opts, children}', node);
    if (depth > LIMITS.depth) throw invalid(path, `at most ${LIMITS.depth} levels`, 'more');
    if (--left < 0) throw invalid(path, `at most ${LIMITS.steps} jobs`, 'more');
    const { name, queueName, data, prefix, opts = {}, children = [] } = node;
    if (typeof name !== 'string' || name === '') throw invalid(join(path, 'name'), 'a text', name);
    if (typeof queueName !== 'string' || queueName === '')
      throw invalid(join(path, 'queueName'), 'a text', queueName);
    if (prefix !== undefined && typeof prefix !== 'string')
      throw invalid(join(path, 'prefix'), 'a text', prefix);
    if (!isRecord(opts)) throw invalid(join(path, 'opts'), 'an object', opts);
    if (!Array.isArray(children)) throw invalid(join(path, 'children'), 'a list', children);
    const below = children.map((child, i) => read(child, join(path, `children[${i}]`), depth + 1));
    const strange = Object.keys(node).filter((field) => !FIELDS.has(field));
    return { path, name, queueName, data, prefix, opts, children: below, strange };
  };
  return read(value, '', 1);
}

export const join = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function invalid(path: string, expected: string, got: unknown): Refusal {
  const text = typeof got === 'string' ? got : (JSON.stringify(got) ?? 'nothing');
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new Refusal(
    422,
    'FLOW_INVALID',
    `${path === '' ? 'The flow' : path}: expected ${expected}, got ${shown}.`,
  );
}
