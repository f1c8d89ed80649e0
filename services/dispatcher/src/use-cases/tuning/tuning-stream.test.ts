import { DEFAULT_TENANT } from '@ag06/contracts';
import { TuningChange } from '@ag06/contracts/api';
import { TuningPolicyChange } from '@ag06/contracts/tuning';
import { createMemoryStore, type SharedKind } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { setTuning } from '../set-tuning.ts';
import { setTuningPolicy } from './set-tuning-policy.ts';
import { readChanges, tellChange } from './tuning-stream.ts';

async function createFleet(agent: string) {
  const store = createMemoryStore();
  const worker = { id: 'w', host: 'h', pid: 1, agents: [agent], startedAt: 1, seenAt: Date.now() };
  await store.fleet.registerWorker(worker);
  return {
    store,
    set: (change: object) => setTuning(store, agent, TuningChange.parse(change)),
    setPolicy: (change: object) => setTuningPolicy(store, agent, TuningPolicyChange.parse(change)),
  };
}

it('what people change of an agent is told with its reason, the newest first, and only what was named', async () => {
  const { store, set, setPolicy } = await createFleet('x.a');
  await set({ settings: { concurrency: 4 }, reason: 'their limit' });
  await setPolicy({ lock: ['concurrency'], lockSeconds: 60, reason: 'a release' });
  await store.events.append({
    tenant: DEFAULT_TENANT,
    stream: 'tuning.x.a',
    command: 'foreign',
    events: [
      { type: 'tuning.changed', data: '{"by":1}' },
      { type: 'tuning.decided', data: '{}' },
    ],
    dedupeMs: 0,
  });
  await set({ settings: { timeoutMs: 9 }, merge: true, unset: ['concurrency'], mode: 'live' });
  const at = expect.any(String);
  expect(await readChanges(store, 'x.a')).toEqual([
    { at, by: 'operator', reason: '', settings: { timeoutMs: 9 }, unset: ['concurrency'] },
    { at, by: 'operator', reason: '', mode: 'live' },
    { at, by: 'operator', reason: 'a release', lock: ['concurrency'], lockSeconds: 60 },
    { at, by: 'operator', reason: 'their limit', settings: { concurrency: 4 }, replaces: true },
  ]);
});

it('of more changes than a page holds the newest are told', async () => {
  const { store } = await createFleet('x.a');
  const reason = 'a'.repeat(100_000);
  for (let number = 1; number <= 20; number++)
    await tellChange(store, 'x.a', { by: 'kim', reason: `${number} ${reason}` });
  const numbers = (await readChanges(store, 'x.a')).map((change) => Number.parseInt(change.reason, 10));
  expect(numbers.slice(0, 3)).toEqual([20, 19, 18]);
});

it('all of a change is in force before any of it is told', async () => {
  const { store, set } = await createFleet('x.a');
  store.events.append = () => Promise.reject(new Error('The stream is away.'));
  await expect(set({ mode: 'off', settings: { timeoutMs: 9 } })).rejects.toThrow('away');
  const textOf = async (kind: SharedKind) => (await store.shared.load(kind, 'x.a'))?.text;
  expect(await textOf('tuning-policy')).toContain('"mode":"off"');
  expect(await textOf('tuning')).toContain('"timeoutMs":9');
});

it('an agent whose name is too long for a stream is changed, and nothing is told', async () => {
  const agent = `x.${'a'.repeat(125)}`;
  const { store, setPolicy } = await createFleet(agent);
  expect(await setPolicy({ mode: 'shadow' })).toMatchObject({ mode: 'shadow' });
  expect(await readChanges(store, agent)).toEqual([]);
});
