import type { Json } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { loadSchedule, PlanCache } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { beforeEach, expect, it } from '@jest/globals';
import type { Parts } from '../../parts.ts';
import { pushWorkflow } from '../push-workflow.ts';
import { advanceSchedule } from './advance-schedule.ts';
import { deleteSchedule } from './delete-schedule.ts';
import { followDefinition } from './follow-definition.ts';
import { keepSchedule } from './put-schedule.ts';
import { pauseSchedule } from './steer-schedule.ts';

const HOUR = 3_600_000;
let now = HOUR;
let store = createMemoryStore();
let parts: Parts;
let warnings: object[] = [];

beforeEach(() => {
  now = HOUR;
  store = createMemoryStore({ now: () => now });
  warnings = [];
  const log = { warn: (told: object) => warnings.push(told) };
  parts = { store, log, plans: new PlanCache(store.workflows) } as unknown as Parts;
});

function read(schedule: Json | undefined, says = 'hello') {
  const definition = { name: 'w', ...(schedule && { schedule }), steps: { s: { agent: 'x.a', with: says } } };
  const compiled = compile(definition as Json);
  if (!compiled.ok) throw new Error('The definition does not compile.');
  const { name, version } = compiled.plan;
  return {
    name,
    version,
    text: JSON.stringify(definition),
    warnings: [],
    agents: [],
    schedule: compiled.plan.schedule,
  };
}
async function save(schedule: Json | undefined, says?: string): Promise<void> {
  const { name, version, text } = read(schedule, says);
  await store.workflows.saveWorkflow('default', { name, version, definition: text });
}
const held = async () => (await loadSchedule(store, 'default', 'w'))?.document;
const everyMs = async () => ((await held())?.settings.timing as { everyMs?: number } | undefined)?.everyMs;
const timers = () => store.runs.takeWakeups('timers', 10, 1_000);

it('the schedule of a workflow follows its latest definition, whichever process saved it, and is deleted with its `schedule`', async () => {
  await save({ every: '1h' });
  await advanceSchedule(parts, 'default', 'w');
  expect(await held()).toMatchObject({ managed: true, next: 2 * HOUR, settings: { workflow: 'w' } });
  await save({ every: '2h' });
  await advanceSchedule(parts, 'default', 'w');
  expect(await everyMs()).toBe(2 * HOUR);
  await pauseSchedule(parts, 'default', 'w');
  await save({ every: '2h' }, 'other');
  await advanceSchedule(parts, 'default', 'w');
  expect(await held()).toMatchObject({ paused: true });
  await save(undefined);
  await advanceSchedule(parts, 'default', 'w');
  expect(await held()).toBeUndefined();
});

it('an older definition that is followed late does not replace the schedule of a newer one', async () => {
  await save({ every: '1h' });
  const { loadLatestVersion } = store.workflows;
  let isFirst = true;
  store.workflows.loadLatestVersion = async (...asked) => {
    const latest = await loadLatestVersion.call(store.workflows, ...asked);
    if (!isFirst) return latest;
    isFirst = false;
    await save({ every: '2h' });
    await followDefinition(parts, 'default', 'w');
    return latest;
  };
  await followDefinition(parts, 'default', 'w');
  expect(await everyMs()).toBe(2 * HOUR);
});

it('a push that dies before it has made the schedule leaves a wake-up that makes it', async () => {
  const { loadLatestVersion } = store.workflows;
  store.workflows.loadLatestVersion = async () => {
    throw new Error('The process died.');
  };
  parts.store.fleet.listAgents = async () => [];
  await expect(pushWorkflow(parts, 'default', read({ every: '1h' }))).rejects.toThrow('died');
  store.workflows.loadLatestVersion = loadLatestVersion;
  expect(await held()).toBeUndefined();
  now += 10_000;
  const slot = { subject: 'schedule', tenant: 'default', name: 'w', kind: 'slot' };
  expect(await timers()).toEqual([slot]);
  await advanceSchedule(parts, 'default', 'w');
  expect(await everyMs()).toBe(HOUR);
});

it('a schedule of a person stays, and the one of the definition replaces it once it is deleted', async () => {
  const timing = { everyMs: 5 * HOUR };
  const settings = {
    workflow: 'w',
    input: null,
    timing,
    overlap: 'skip',
    catchUp: 'last',
    jitterMs: 0,
  } as const;
  await keepSchedule(parts, 'default', 'w', { settings, managed: false, paused: undefined });
  await save({ every: '1h' });
  await advanceSchedule(parts, 'default', 'w');
  expect(await everyMs()).toBe(5 * HOUR);
  await expect(pushWorkflow(parts, 'default', read({ every: '1h' }))).rejects.toMatchObject({
    code: 'SCHEDULE_TAKEN',
  });
  await deleteSchedule(parts, 'default', 'w');
  expect(await timers()).toHaveLength(1);
  await advanceSchedule(parts, 'default', 'w');
  expect(await everyMs()).toBe(HOUR);
});

it('a definition whose schedule this release cannot read leaves the schedule as it is', async () => {
  await save({ every: '1h' });
  await followDefinition(parts, 'default', 'w');
  const definition = JSON.stringify({ name: 'w', schedule: { moon: 'full' }, steps: {} });
  await store.workflows.saveWorkflow('default', { name: 'w', version: 'newer', definition });
  await followDefinition(parts, 'default', 'w');
  expect(await everyMs()).toBe(HOUR);
});
