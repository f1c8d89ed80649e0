import { PRIORITIES } from '@ag06/contracts';
import type { Attribute, AttributeValue, RunMeta, RunOrigin, RunParent } from '@ag06/protocol';
import { readCount, readOptional, readText, unreadable, wordReader } from '@ag06/store';

/** Reads the facts of a run as `RunMeta` does, by hand, because a directory has thousands of them. */
export function readMeta(value: unknown): RunMeta {
  const { priority, tags, attributes, parent, fork, ...rest } = readRecord('meta', value);
  const traceparent = readOptional(readText, 'traceparent', rest.traceparent);
  const numbers = NUMBERS.map((name) => [name, readOptional(readCount, name, rest[name])] as const);
  return {
    workflow: readText('workflow', rest.workflow),
    version: readText('version', rest.version),
    tenant: readText('tenant', rest.tenant),
    correlationId: readText('correlationId', rest.correlationId),
    priority: readPriority('priority', priority),
    tags: readList('tags', tags).map((tag) => readText('tag', tag)),
    ...(traceparent !== undefined && { traceparent }),
    ...Object.fromEntries(numbers.filter(([, number]) => number !== undefined)),
    ...(attributes !== undefined && { attributes: readList('attributes', attributes).map(readAttribute) }),
    ...(parent !== undefined && { parent: readParent(parent) }),
    ...(fork !== undefined && { fork: readOrigin(fork) }),
  };
}

const NUMBERS = ['timeoutMs', 'delayMs', 'slot', 'depth'] as const;

const readPriority = wordReader(PRIORITIES);
const readEffects = wordReader(['live', 'recorded']);

type Fields = Readonly<Record<string, unknown>>;

function readRecord(name: string, value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw unreadable(name, 'an object', value);
}

function readList(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable(name, 'a list', value);
}

function readAttribute(value: unknown): Attribute {
  const [name, is] = readList('attribute', value);
  return [readText('name of an attribute', name), readAttributeValue(is)];
}

function readAttributeValue(value: unknown): AttributeValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw unreadable('attribute', 'a text, a number, true or false', value);
}

function readParent(value: unknown): RunParent {
  const { schedule, runId, unit, attempt, ...rest } = readRecord('parent', value);
  if (runId === undefined) return { schedule: readText('schedule', schedule) };
  const [item, iteration, round] = [rest.item, rest.iteration, rest.round].map((one) =>
    readOptional(readCount, 'parent', one),
  );
  return {
    runId: readText('runId', runId),
    unit: readText('unit', unit),
    attempt: readCount('attempt', attempt),
    ...(item !== undefined && { item }),
    ...(iteration !== undefined && { iteration }),
    ...(round !== undefined && { round }),
  };
}

function readOrigin(value: unknown): RunOrigin {
  const { runId, seq, effects, correlationId, step } = readRecord('fork', value);
  const from = readOptional(readText, 'step', step);
  return {
    runId: readText('runId', runId),
    seq: readCount('seq', seq),
    effects: readEffects('effects', effects),
    correlationId: readText('correlationId', correlationId),
    ...(from !== undefined && { step: from }),
  };
}
