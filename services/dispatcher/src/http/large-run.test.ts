import type { Json, RunExplanationView, RunView, StepDetailView } from '@ag06/contracts';
import { createCommandIds, PlanCache } from '@ag06/runtime';
import { createMemoryStore, type Store } from '@ag06/store';
import { Player } from '@ag06/store/conformance';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { submitOne } from '../use-cases/testing/submit-one.ts';
import { createMemoryApi } from './testing/memory-api.ts';

const list = { agent: 'x', forEach: '${input.list}', with: '${item}', concurrency: 1_000 };
const chain = Object.fromEntries(
  Array.from({ length: 50 }, (_, n) => [`s${n}`, { agent: 'x', needs: [n === 0 ? 'a' : `s${n - 1}`] }]),
);
const DEFINITION: Json = { name: 'w', steps: { a: list, b: list, ...chain } };
const ITEMS = 1_500;
/** Of each list: half of the lanes that one request looks at. */
const LANES_SHOWN = 250;

/** A run of 52 steps and 2,000 lanes, and how many units were asked for of it at a time; undefined for all of them. */
let app: FastifyInstance;
let store: Store;
let runId: string;
const asked: (number | undefined)[] = [];

beforeAll(async () => {
  const memory = createMemoryStore();
  const runs = new Proxy(memory.runs, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'loadRun' && name !== 'loadState') return member.bind(target);
      return (id: string, units?: readonly string[]) => {
        asked.push(units?.length);
        return member.call(target, id, units);
      };
    },
  });
  store = { ...memory, runs };
  const broker = {
    enqueue: async () => {},
    remove: async () => {},
    findTurns: async () => [],
    countJobs: async () => new Map(),
  };
  const plans = new PlanCache(store.workflows);
  const issuer = { worker: 'd', job: '', delivery: 0 };
  const carrier = { runs, broker, issuer, createId: createCommandIds('d'), epoch: () => 0, plans };
  const input = { list: Array.from({ length: ITEMS }, (_, n) => n) };
  runId = await submitOne(store, carrier as unknown as Parameters<typeof submitOne>[1], DEFINITION, input);
  app = createMemoryApi({}, { store, plans, broker } as unknown as Partial<Parts>);
});
afterAll(() => app.close());

async function get<View>(path: string): Promise<View> {
  asked.length = 0;
  const answer = await app.inject({ url: `/v1/runs/${runId}${path}`, headers: { host: '127.0.0.1' } });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

it('a run with thousands of lanes is shown by its steps and some of the lanes, and says how many items it leaves out', async () => {
  const player = new Player(store, runId);
  await player.claim('a.0');
  await player.claim(`a.${LANES_SHOWN}`);
  await player.claim('a.999');
  const { status, steps } = await get<RunView>('');
  expect(asked).toEqual([52 + 1 + 2 * LANES_SHOWN]);
  expect(status).toBe('running');
  expect(Object.keys(steps)).toHaveLength(52);
  expect(steps.a).toMatchObject({
    status: 'running',
    items: { total: ITEMS, completed: 0, failed: 0, running: 3, leftOut: 2 },
  });
  expect(steps.b).toMatchObject({ items: { running: 0 }, waitsFor: { reason: 'worker', agent: 'x' } });
  expect(steps.b?.items).not.toHaveProperty('leftOut');
  expect(steps.s0).toMatchObject({ status: 'pending', waitsFor: { reason: 'dependencies', steps: ['a'] } });
});

it('the explanation of a run with thousands of lanes looks at some of them', async () => {
  const { sentences } = await get<RunExplanationView>('/explain');
  expect(asked).toEqual([52 + 1 + 2 * LANES_SHOWN]);
  expect(sentences).toContain('b waits because no worker serves x.');
  expect(sentences).toContain('a has 2 more items in hand, in lanes that were not looked at.');
});

it('a step with many lanes is shown without the units of other steps', async () => {
  const step = await get<StepDetailView>('/steps/a');
  expect(asked).toEqual([1 + 2 * LANES_SHOWN]);
  expect(step).toMatchObject({ status: 'running', items: { running: 3, leftOut: 1 } });
  const last = await get<StepDetailView>('/steps/s1');
  expect(asked).toEqual([2]);
  expect(last).toMatchObject({ status: 'pending', waitsFor: { reason: 'dependencies', steps: ['s0'] } });
});

it('the items of a step are listed without the units of other steps', async () => {
  const { items } = await get<{ items: readonly object[] }>('/items?step=a&limit=3');
  expect(asked).toEqual([1 + 1_000]);
  expect(items).toMatchObject([{ status: 'running' }, { status: 'running' }, { status: 'running' }]);
});
