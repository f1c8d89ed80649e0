import type { WorkerRecord } from '@ag06/contracts';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { LayoutRaise } from './layout-raise.ts';

const MINUTE_MS = 60_000;

function createFleet() {
  let at = 1_000_000_000;
  let raised = 0;
  const layout = { newest: 2, isNewest: async () => raised > 0, raise: async () => void raised++ };
  const { shared, fleet, runs } = createMemoryStore({ now: () => at });
  const told: string[] = [];
  const log = { info: (_fields: object, message: string) => void told.push(message) };
  const raise = new LayoutRaise({ store: { shared, fleet, runs, layout }, log }, () => at);
  const versions = new Map<string, number>();
  const write = async (kind: 'process' | 'target', id: string, text: string) => {
    const version = versions.get(kind + id) ?? 0;
    expect(await shared.swap(kind, id, version, text)).toBe(true);
    versions.set(kind + id, version + 1);
  };
  return {
    beat: (id: string, knows: number) =>
      write('process', id, JSON.stringify({ service: 'dispatcher', version: '0.1.0', layout: knows })),
    showMetrics: (id: string) => write('target', id, '{"service":"dispatcher","address":"h:1"}'),
    breakRecord: (id: string) => write('process', id, '{'),
    register: (id: string) =>
      fleet.registerWorker({ id, host: 'h', pid: 1, agents: [], startedAt: at, seenAt: at } as WorkerRecord),
    pass: (ms: number) => {
      at += ms;
    },
    look: () => raise.look(),
    raised: () => raised,
    told,
  };
}

it('the layout is raised once all processes have been able to read the newer one for a minute, and logged once', async () => {
  const fleet = createFleet();
  for (let i = 0; i <= 12; i++) {
    await fleet.beat('d-1', 2);
    await fleet.register('d-1');
    await fleet.look();
    expect(fleet.raised()).toBe(i < 12 ? 0 : 1);
    fleet.pass(MINUTE_MS / 12);
  }
  await fleet.look();
  expect(fleet.raised()).toBe(1);
  expect(fleet.told).toHaveLength(1);
});

it.each([
  ['a process that says it reads only the older one', 'beatOld'],
  ['a worker of a release that says nothing', 'register'],
  ['a service of a release that says nothing but where its metrics are', 'showMetrics'],
  ['a process whose record cannot be read', 'breakRecord'],
] as const)('the layout is not raised while %s is there, and for two minutes more', async (_, sign) => {
  const fleet = createFleet();
  const show = { ...fleet, beatOld: (id: string) => fleet.beat(id, 1) }[sign];
  const live = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += MINUTE_MS / 12) {
      fleet.pass(MINUTE_MS / 12);
      await fleet.beat('d-1', 2);
      await fleet.look();
    }
  };
  await live(MINUTE_MS / 2);
  await show('x-old');
  await live(2 * MINUTE_MS);
  expect(fleet.raised()).toBe(0);
  await live(MINUTE_MS / 6);
  expect(fleet.raised()).toBe(1);
});

it('a store without layouts, or with the newest one, is not raised', async () => {
  const { shared, fleet, runs } = createMemoryStore();
  const log = { info: () => {} };
  await new LayoutRaise({ store: { shared, fleet, runs }, log }).look();
  const layout = { newest: 2, isNewest: async () => true, raise: () => Promise.reject(new Error('raised')) };
  let at = 0;
  const raise = new LayoutRaise({ store: { shared, fleet, runs, layout }, log }, () => at);
  await raise.look();
  at += 2 * MINUTE_MS;
  await raise.look();
});
