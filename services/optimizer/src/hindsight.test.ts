import { parseTuningState, type Sample } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { ClosedFleet } from './testing/closed-fleet.ts';

const BATCH_WORK = { objective: { classes: [{ deadlineS: null }] } };

async function decisionsOf({ store }: ClosedFleet) {
  return parseTuningState((await store.shared.load('tuning-state', 'x.a'))?.text ?? '')?.decisions ?? [];
}

/** Plays a fleet in shadow for as long as it takes to tell what its first decisions would have brought. */
async function shadow(alter: (samples: readonly Sample[]) => readonly Sample[] = (all) => all) {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK, alter });
  await fleet.lead('shadow');
  await fleet.run(110);
  const { store } = fleet;
  const page = await store.events.read({ tenant: 'default', stream: 'tuning.x.a', after: 0, limit: 100 });
  const events = page.result === 'page' ? page.events : [];
  expect(new Set(fleet.levels)).toEqual(new Set([10]));
  return { decisions: await decisionsOf(fleet), events };
}

it('a decision in shadow carries its prediction, and a minute later what it would have brought beside what was measured', async () => {
  const { decisions, events } = await shadow();
  const first = decisions.find(({ reason }) => reason === 'PROBE');
  expect(first).toMatchObject({ version: null, result: null, after: null });
  const { of, value = 0, low = 0, high = 0 } = first?.prediction ?? {};
  expect(of).toBe('valuePerSec');
  expect([low < value, value < high]).toEqual([true, true]);
  const told =
    / would have brought ([\d.]+) value\/s \(([\d.]+) to ([\d.]+)\); measured without it: ([\d.]+)\. An estimate, not a measurement\. Do it: ag06 tuning apply x\.a \d+$/;
  const [estimate = 0, least = 0, most = 0, without] = (told.exec(first?.sentence ?? '') ?? [])
    .slice(1)
    .map(Number);
  // Below the knee one more at a time brings five attempts a second, each worth 2.
  const truth = 10 * Number(first?.to.concurrency);
  expect(without).toBe(100);
  expect([least < truth, truth < most, least < estimate, estimate < most]).toEqual(Array(4).fill(true));
  const estimated = events.filter(({ type }) => type === 'tuning.estimated');
  expect(estimated.length).toBeGreaterThan(0);
  expect(events.filter(({ type }) => type === 'tuning.measured')).toEqual([]);
});

it('a decision in shadow that no model can judge says so, and why', async () => {
  const refuse = (samples: readonly Sample[]) =>
    samples.map((one, i): Sample => (i % 3 === 0 ? { ...one, outcome: '429' } : one));
  const { decisions } = await shadow(refuse);
  const cap = decisions.find(({ reason }) => reason === 'RATE_CAP');
  expect(cap?.sentence).toMatch(
    'What it would have brought is not known: no model tells how callers would have held back under a rate. Do it: ',
  );
  expect(cap?.result).toBeNull();
});

it('a decision in shadow that a person applies meanwhile is not told as one that was left', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK });
  await fleet.lead('shadow');
  const first = async () => (await decisionsOf(fleet)).find(({ reason }) => reason === 'PROBE');
  while ((await first()) === undefined) await fleet.run(1);
  const { to } = (await first()) ?? {};
  const by = { publishedAt: fleet.now, by: 'anna', fence: 0, reason: '' };
  const { version = 0 } = (await fleet.document()) ?? {};
  const document = { version: version + 1, settings: { concurrency: to?.concurrency }, static: {}, ...by };
  await fleet.store.shared.swap('tuning', 'x.a', version, JSON.stringify(document));
  await fleet.run(110);
  expect(fleet.levels.at(-1)).toBe(to?.concurrency);
  expect((await first())?.sentence).toMatch(
    'What it would have brought is not known: other settings were put in force meanwhile. Do it: ',
  );
});
