import { parseTuningDocument, parseTuningPolicy } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { setTuningPolicy } from './set-tuning-policy.ts';
import { applyDecision, rollBackDecision } from './steer-tuning.ts';

const AGENT = 'x.a';
const decision = (number: number, version: number | null, from: object, to: object) => ({
  number,
  at: 1,
  mode: 'live',
  version,
  reason: 'RATE_CAP',
  from,
  to,
  evidence: {},
  prediction: null,
  result: null,
  before: null,
  after: null,
  sentence: 's',
  undo: null,
});

/** An agent of which an optimizer has learned a rate and a time-out, and would set the concurrency. */
async function createFleet() {
  const store = createMemoryStore();
  const worker = { id: 'w', host: 'h', pid: 1, agents: [AGENT], startedAt: 1, seenAt: Date.now() };
  await store.fleet.registerWorker(worker);
  const settings = { ratePerSec: 5, timeoutMs: 700 };
  const by = { publishedAt: 1, by: 'o-1', fence: 1, reason: 'RATE_CAP' };
  const document = { version: 1, settings, learned: ['ratePerSec', 'timeoutMs'], static: {}, ...by };
  await store.shared.swap('tuning', AGENT, 0, JSON.stringify(document));
  const state = {
    at: 1,
    leader: 'o-1',
    fence: 1,
    mode: 'live',
    frozen: null,
    static: {},
    wanted: {},
    objective: { attemptCost: 0, replicaCostPerSec: 0, deadlineS: null, onTimeValue: 2 },
    creditS: null,
    valuePerSec: null,
    predictedPerSec: null,
    standing: [],
    decisions: [
      decision(1, 1, { timeoutMs: 900 }, { timeoutMs: 700 }),
      decision(2, 1, {}, { ratePerSec: 5 }),
      decision(3, null, { concurrency: 10 }, { concurrency: 12 }),
    ],
  };
  await store.shared.swap('tuning-state', AGENT, 0, JSON.stringify(state));
  const look = async () => {
    const [found, policy] = await Promise.all([
      store.shared.load('tuning', AGENT),
      store.shared.load('tuning-policy', AGENT),
    ]);
    const parsed = parseTuningDocument(found?.text ?? '', found?.version ?? 0);
    return { document: parsed.ok ? parsed.value : undefined, policy: parseTuningPolicy(policy?.text ?? '') };
  };
  return { store, look };
}

it('rollBackDecision takes the last published decision back to static, locks it, and leaves the rest to the optimizer', async () => {
  const { store, look } = await createFleet();
  await rollBackDecision(store, AGENT, { settings: [], reason: '' });
  const { document, policy } = await look();
  expect(document).toMatchObject({ settings: { timeoutMs: 700 }, learned: ['timeoutMs'], by: 'operator' });
  expect(document?.settings).not.toHaveProperty('ratePerSec');
  expect(Object.keys(policy?.locks ?? {})).toEqual(['ratePerSec']);
});

it('rollBackDecision takes back and locks before any of it is told', async () => {
  const { store, look } = await createFleet();
  store.events.append = () => Promise.reject(new Error('The stream is away.'));
  await expect(rollBackDecision(store, AGENT, { settings: [], reason: '' })).rejects.toThrow('away');
  const { document, policy } = await look();
  expect(document?.settings).toEqual({ timeoutMs: 700 });
  expect(Object.keys(policy?.locks ?? {})).toEqual(['ratePerSec']);
});

it('rollBackDecision takes a named setting back to its value before', async () => {
  const { store, look } = await createFleet();
  await rollBackDecision(store, AGENT, { settings: ['timeoutMs'], reason: '' });
  expect((await look()).document).toMatchObject({
    settings: { timeoutMs: 900, ratePerSec: 5 },
    learned: ['ratePerSec'],
  });
});

it('applyDecision publishes what a shadow would do as a person’s, and unlocking gives it to the optimizer', async () => {
  const { store, look } = await createFleet();
  await applyDecision(store, AGENT, { reason: '' });
  expect((await look()).document).toMatchObject({
    settings: { concurrency: 12 },
    learned: ['ratePerSec', 'timeoutMs'],
  });
  await expect(applyDecision(store, AGENT, { decision: 2, reason: '' })).rejects.toMatchObject({
    status: 404,
    code: 'DECISION_UNKNOWN',
  });
  await setTuningPolicy(store, AGENT, { lock: [], unlock: ['concurrency'], reason: '' });
  expect((await look()).document?.learned).toContain('concurrency');
});

it('rollBackDecision passes over what was only found, and changed nothing', async () => {
  const { store, look } = await createFleet();
  const found = await store.shared.load('tuning-state', AGENT);
  const state = JSON.parse(found?.text ?? '{}');
  state.decisions.push(decision(4, 1, {}, {}));
  await store.shared.swap('tuning-state', AGENT, 1, JSON.stringify(state));
  await rollBackDecision(store, AGENT, { settings: [], reason: '' });
  expect((await look()).document?.settings).not.toHaveProperty('ratePerSec');
});

it('applyDecision puts what canaries try in force for all, as a person’s', async () => {
  const { store, look } = await createFleet();
  const { document } = await look();
  const canary = { settings: { ratePerSec: 5, maxAttempts: 8 }, workers: ['w'] };
  await store.shared.swap('tuning', AGENT, 1, JSON.stringify({ ...document, version: 2, canary }));
  await applyDecision(store, AGENT, { reason: '' });
  const applied = (await look()).document;
  expect(applied).toMatchObject({ settings: { ratePerSec: 5, maxAttempts: 8 }, learned: ['ratePerSec'] });
  expect(applied?.settings).not.toHaveProperty('timeoutMs');
  expect(applied).not.toHaveProperty('canary');
});
