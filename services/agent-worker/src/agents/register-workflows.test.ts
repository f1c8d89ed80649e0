import { workflow } from '@ag06/agent-kit';
import { encodeSchedule } from '@ag06/schedule';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { registerWorkflows } from './register-workflows.ts';

const make = (text: string, needs: readonly never[] = []) =>
  workflow({
    name: 'hello',
    input: z.object({ name: z.string() }),
    steps: (flow) =>
      flow.step('greet', 'core.echo', ({ input }) => ({ with: `${text} ${input.name}`, needs })),
  });

it('registerWorkflows makes a new version the latest, and never an old one again', async () => {
  const store = createMemoryStore();
  const { workflows } = store;
  const [first] = await registerWorkflows(store, [make('Hello')]);
  expect(await workflows.loadLatestVersion('default', 'hello')).toBe(first?.version);
  const [second] = await registerWorkflows(store, [make('Good morning')]);
  await registerWorkflows(store, [make('Hello')]);
  expect(await workflows.loadLatestVersion('default', 'hello')).toBe(second?.version);
});

it('registerWorkflows refuses what does not compile, names its places, and saves nothing', async () => {
  const store = createMemoryStore();
  const broken = workflow({
    name: 'broken',
    input: z.null(),
    steps: (flow) => flow.step('a', 'core.echo', () => ({ with: '${1 +}', timeout: 'soon' })),
  });
  await expect(registerWorkflows(store, [make('Hello'), broken])).rejects.toMatchObject({
    code: 'DEFINITION_INVALID',
    errors: [{ path: 'steps.a.timeout' }, { path: 'steps.a.with' }],
  });
  expect(await store.workflows.listWorkflows('default')).toEqual([]);
});

const nightly = (every: string, input: { name: string }) =>
  workflow({
    name: 'nightly',
    input: z.object({ name: z.string() }),
    schedule: { every, input },
    steps: (flow) => flow.step('greet', 'core.echo', ({ input }) => ({ with: input.name })),
  });
const SLOT = { subject: 'schedule', tenant: 'default', name: 'nightly', kind: 'slot' };

it('registerWorkflows has a dispatcher look at the schedule of a workflow, until that follows its definition', async () => {
  let now = 1;
  const store = createMemoryStore({ now: () => now });
  const due = () => store.runs.takeWakeups('timers', 10, 1_000);
  await registerWorkflows(store, [nightly('1d', { name: 'x' })]);
  expect(await due()).toEqual([SLOT]);
  now += 5_000;
  await registerWorkflows(store, [nightly('1d', { name: 'x' })]);
  expect(await due()).toEqual([SLOT]);
});

it('registerWorkflows tells of a schedule that no definition made, and leaves it', async () => {
  const store = createMemoryStore();
  const text = encodeSchedule({
    settings: {
      workflow: 'hello',
      input: null,
      timing: { everyMs: 86_400_000 },
      overlap: 'skip',
      catchUp: 'last',
      jitterMs: 0,
    },
    managed: false,
    paused: false,
    next: null,
    cur: null,
    queue: [],
    pend: null,
    last: [],
  });
  await store.schedules.save('default', 'nightly', { expected: 0, text, wakeAt: undefined });
  const taken: string[] = [];
  await registerWorkflows(store, [nightly('1d', { name: 'x' })], (name) => taken.push(name));
  expect(taken).toEqual(['nightly']);
  expect(await store.runs.takeWakeups('timers', 10, 1_000)).toEqual([]);
});

it('registerWorkflows refuses a schedule whose runs could never start', async () => {
  const store = createMemoryStore();
  await expect(registerWorkflows(store, [nightly('1d', {} as never)])).rejects.toMatchObject({
    errors: [{ path: 'schedule.input.name' }],
  });
});
