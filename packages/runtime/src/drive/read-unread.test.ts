import { LIMITS } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import type { Grant, RunField } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { RunContext } from '../run-context.ts';
import { readUnread } from './read-unread.ts';

const steps = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`s${i}`, { agent: 'x' }]));
const compiled = compile({ name: 'p', steps });
if (!compiled.ok) throw new Error('The plan does not compile.');
const { plan } = compiled;
const contextOf = (): RunContext => ({
  runId: 'r0-1',
  meta: {
    workflow: 'p',
    version: plan.version,
    tenant: 'default',
    correlationId: 'c',
    priority: 'normal',
    tags: [],
  },
  plan,
  createdAt: 0,
  values: new Map([['in', '1']]),
});
const heldOf = (unit: string, unread: readonly RunField[]): Grant => ({
  unit,
  attempt: 1,
  token: 7,
  lost: 0,
  values: new Map(),
  unread,
});

/** A store of outputs of these sizes, in which every unit is held under this token. */
function storeOf(sizes: readonly number[], token = 7) {
  const outputs = new Map(sizes.map((bytes, i): [RunField, string] => [`o:s${i}`, 'x'.repeat(bytes)]));
  const asked: number[] = [];
  return {
    fields: [...outputs.keys()],
    /** Bytes of each answer. */
    asked,
    findLarge: async () => new Map(),
    isHeld: async (_: string, __: string, asked: number) => asked === token,
    measureFields: async (_: string, fields: readonly RunField[]) =>
      new Map(fields.map((field) => [field, outputs.get(field)?.length ?? 0])),
    loadFields: async (_: string, fields: readonly RunField[]) => {
      const found = new Map<RunField, string>();
      for (const field of fields) {
        const value = outputs.get(field);
        if (value !== undefined) found.set(field, value);
      }
      asked.push([...found.values()].reduce((sum, value) => sum + value.length, 0));
      return found;
    },
  };
}

const KB = 1024;

it('readUnread reads in pieces, each of a bounded size, for one unit alone', async () => {
  const store = storeOf(Array.from({ length: 30 }, () => 200 * KB));
  const context = contextOf();
  const read = await readUnread(store, context, heldOf('s99', store.fields));
  expect(read.status === 'read' && read.context.values.size).toBe(31);
  expect(context.values.size).toBe(1);
  expect(Math.max(...store.asked)).toBeLessThan(1_100 * KB);
  expect(store.asked).toHaveLength(6);
});

it('readUnread stops when somebody else holds the unit', async () => {
  const store = storeOf([900 * KB, 900 * KB], 8);
  expect(await readUnread(store, contextOf(), heldOf('s99', store.fields))).toEqual({ status: 'stale' });
  expect(store.asked).toHaveLength(1);
});

it('readUnread says that a step reads too much before it reads anything, and names what is largest', async () => {
  const store = storeOf(Array.from({ length: 100 }, (_, i) => (i === 50 ? 250 : 200) * KB));
  const read = await readUnread(store, contextOf(), heldOf('s99', store.fields));
  expect(read).toMatchObject({ status: 'failed', failure: { code: 'READS_TOO_LARGE' } });
  expect(read.status === 'failed' && read.failure.message).toBe(
    `Step s99 reads ${100 * 200 * KB + 50 * KB} bytes, more than ${LIMITS.readBytes}: ` +
      'the output of step s50 has 256000, the output of step s0 has 204800, the output of step s1 has 204800, 97 more have less. ' +
      'Read less, or let these give less.',
  );
  expect(store.asked).toEqual([]);
});

it('readUnread says that an output will be too large before it reads anything', async () => {
  const store = storeOf([3_000 * KB, 1_100 * KB]);
  const read = await readUnread(store, contextOf(), heldOf('$', store.fields));
  expect(read).toMatchObject({
    status: 'failed',
    failure: {
      code: 'OUTPUT_TOO_LARGE',
      message: expect.stringContaining(
        'the output of step s0 has 3072000, the output of step s1 has 1126400',
      ),
    },
  });
  expect(store.asked).toEqual([]);
});
