import { parseTuningState, type TuningPolicy } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { ClosedFleet } from './testing/closed-fleet.ts';

const BATCH_WORK = { objective: { classes: [{ deadlineS: null }] } };

const stateOf = async ({ store }: ClosedFleet) =>
  parseTuningState((await store.shared.load('tuning-state', 'x.a'))?.text ?? '');
const eventsOf = async ({ store }: ClosedFleet) => {
  const stream = { tenant: 'default', stream: 'tuning.x.a', after: 0, limit: 100 };
  const page = await store.events.read(stream);
  return page.result === 'page' ? page.events : [];
};
const publish = ({ store }: ClosedFleet, more: object) => {
  const by = { publishedAt: 1, by: 'o-0', fence: 0, reason: '' };
  return store.shared.swap('tuning', 'x.a', 0, JSON.stringify({ version: 1, static: {}, ...by, ...more }));
};
const setPolicy = ({ store }: ClosedFleet, policy: TuningPolicy) =>
  store.shared.swap('tuning-policy', 'x.a', 0, JSON.stringify(policy));

it('a live leader raises the concurrency to the knee, tells each decision, and the next leader goes on from there', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await fleet.lead();
  await fleet.run(60);
  const document = await fleet.document();
  const level = document?.settings.concurrency ?? 0;
  expect(level).toBeGreaterThan(13);
  expect(document).toMatchObject({
    learned: expect.arrayContaining(['concurrency']),
    by: 'o-1',
    static: { concurrency: 10 },
  });
  const state = await stateOf(fleet);
  expect(state?.decisions.at(-1)?.sentence).toMatch(/^x\.a: concurrency \d+ -> \d+ \(v\d+\)\./);
  const types = new Set((await eventsOf(fleet)).map(({ type }) => type));
  expect(types).toContain('tuning.decided');
  // The first leader is killed: what it has not kept, the next one reads again.
  await fleet.lead();
  await fleet.run(60);
  expect(Math.min(...fleet.levels.slice(-60))).toBeGreaterThan(10);
  expect(fleet.levels.at(-1)).toBeGreaterThan(18);
  expect(await fleet.document()).toMatchObject({ by: 'o-2', fence: 2 });
  expect((await stateOf(fleet))?.decisions.length).toBeGreaterThan(state?.decisions.length ?? 0);
});

it('a leader in shadow tells what it would do, and publishes nothing', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await fleet.lead('shadow');
  await fleet.run(60);
  expect(new Set(fleet.levels)).toEqual(new Set([10]));
  expect(await fleet.document()).toMatchObject({ version: 1, settings: {} });
  const decisions = (await stateOf(fleet))?.decisions ?? [];
  expect(decisions.length).toBeGreaterThan(0);
  expect(decisions.length).toBeLessThan(4);
  expect(decisions[0]).toMatchObject({ mode: 'shadow', version: null, undo: null });
  expect(decisions[0]?.sentence).toMatch(/^Would do: x\.a: \w+ \w+ -> \d+.* ag06 tuning apply x\.a 1$/);
});

it('a live leader leaves alone what a person has set, until it is the optimizer’s again', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await fleet.lead();
  await fleet.run(5);
  const before = await fleet.document();
  const present = before?.version ?? 0;
  const { learned: _, ...rest } = before ?? {};
  const byPerson = {
    ...rest,
    version: present + 1,
    settings: { concurrency: 4 },
    by: 'operator',
    reason: '',
  };
  await fleet.store.shared.swap('tuning', 'x.a', present, JSON.stringify(byPerson));
  await fleet.run(30);
  expect(await fleet.document()).toMatchObject({ settings: { concurrency: 4 } });
  expect((await fleet.document())?.learned ?? []).not.toContain('concurrency');
  expect((await stateOf(fleet))?.standing).toContainEqual(expect.objectContaining({ reason: 'LOCKED' }));
  const version = (await fleet.store.shared.load('tuning', 'x.a'))?.version ?? 0;
  const given = { ...byPerson, version: version + 1, learned: ['concurrency'] };
  await fleet.store.shared.swap('tuning', 'x.a', version, JSON.stringify(given));
  await fleet.run(40);
  expect(fleet.levels.at(-1)).toBeGreaterThan(8);
});

it('a live leader changes nothing while an agent is frozen, and takes back what it had set when its mode ends', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await setPolicy(fleet, { locks: {}, frozen: { at: 1, by: 'operator', reason: 'sale' } });
  await fleet.lead();
  await fleet.run(20);
  expect(new Set(fleet.levels)).toEqual(new Set([10]));
  expect(await stateOf(fleet)).toMatchObject({ frozen: 'operator has frozen it: sale', decisions: [] });
  expect((await eventsOf(fleet)).map(({ type }) => type)).toEqual(['tuning.frozen']);
  await fleet.store.shared.swap('tuning-policy', 'x.a', 1, JSON.stringify({ locks: {} }));
  await fleet.run(40);
  expect((await fleet.document())?.learned).toContain('concurrency');
  await fleet.store.shared.swap('tuning-policy', 'x.a', 2, JSON.stringify({ locks: {}, mode: 'shadow' }));
  await fleet.run(3);
  expect(await fleet.document()).toMatchObject({ settings: {}, reason: 'WITHDRAWN' });
});

/** Returns a model of a fleet that has learned, and the concurrency that it has in force. */
async function learnModel() {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  const leading = await fleet.lead();
  await fleet.run(30);
  await leading.keep();
  const { learner } = JSON.parse((await fleet.store.shared.load('model', 'agent:x.a'))?.text ?? '{}');
  const level: number = learner.learning.settings.concurrency;
  expect(level).toBeGreaterThan(10);
  return { learner, level };
}

it('a leader goes on with a model that a person has imported', async () => {
  const { learner, level } = await learnModel();
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await fleet.lead();
  await fleet.run(2);
  await fleet.store.shared.swap('model', 'import:x.a', 0, JSON.stringify(learner));
  await setPolicy(fleet, { locks: {}, importedAt: 1 });
  await fleet.run(3);
  expect(fleet.levels.at(-1)).toBe(level);
});

it('a leader that begins after a model was imported publishes its settings', async () => {
  const { learner } = await learnModel();
  const { learning } = learner;
  const settings = { ...learning.settings, ratePerSec: 40 };
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await fleet.lead();
  await fleet.run(2);
  const text = JSON.stringify({ ...learner, learning: { ...learning, settings } });
  await fleet.store.shared.swap('model', 'import:x.a', 0, text);
  await setPolicy(fleet, { locks: {}, importedAt: fleet.now });
  await fleet.lead();
  await fleet.run(2);
  expect(await fleet.document()).toMatchObject({ settings: { ratePerSec: 40 }, by: 'o-2' });
});

it.each(['off', 'shadow'] as const)(
  'a live leader takes back what was learned of an agent at rest whose mode a person has set to %s, and leaves what a person has set',
  async (mode) => {
    const fleet = new ClosedFleet({ knee: 20 });
    await fleet.run(1);
    fleet.pass(100_000);
    await publish(fleet, { settings: { concurrency: 16, timeoutMs: 700 }, learned: ['concurrency'] });
    await setPolicy(fleet, { locks: {}, mode });
    const leading = await fleet.lead();
    await leading.step();
    expect(await fleet.document()).toMatchObject({ settings: { timeoutMs: 700 }, reason: 'WITHDRAWN' });
    expect(await fleet.document()).not.toHaveProperty('learned');
  },
);

it('a live leader leaves an agent alone of which it cannot read what people have decided', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await publish(fleet, { settings: { concurrency: 16 }, learned: ['concurrency'] });
  await fleet.store.shared.swap('tuning-policy', 'x.a', 0, '{"locks":{},"mode":"live","later":1}');
  await fleet.lead('shadow');
  await fleet.run(3);
  expect(await fleet.document()).toMatchObject({ version: 1, settings: { concurrency: 16 } });
  expect((await stateOf(fleet))?.frozen).toMatch('cannot be read');
});

it('a leader tells at once that an agent at rest is no longer frozen', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await setPolicy(fleet, { locks: {}, frozen: { at: 1, by: 'operator', reason: 'x'.repeat(500) } });
  const leading = await fleet.lead();
  await fleet.run(2);
  expect((await stateOf(fleet))?.frozen).toMatch(/^operator has frozen it: x+$/);
  fleet.pass(100_000);
  await leading.step();
  await fleet.store.shared.swap('tuning-policy', 'x.a', 1, JSON.stringify({ locks: {} }));
  fleet.pass(5_000);
  await leading.step();
  expect((await stateOf(fleet))?.frozen).toBeNull();
});
