import { decodeSampleBatch, parseTuningDocument } from '@ag06/contracts/tuning';
import { createRandom } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { drawRubbish, type Rubbish } from './rubbish.ts';

const FACTS = { nextVersion: async () => 7, workers: ['w-1'], now: 1_800_000_000_000 };

async function draw(count: number): Promise<Rubbish[]> {
  const random = createRandom(1);
  const drawn: Rubbish[] = [];
  for (let i = 0; i < count; i++) drawn.push(await drawRubbish(random, FACTS));
  return drawn;
}

it('rubbish is never a person’s word: settings that can be read say that an optimizer learned them, or tries them', async () => {
  const read = (await draw(300)).flatMap((one) => {
    const parsed =
      one.is === 'document' && one.kind === 'tuning' ? parseTuningDocument(one.text, 7) : undefined;
    return parsed?.ok === true ? [parsed.value] : [];
  });
  expect(read.length).toBeGreaterThan(30);
  for (const { settings, learned = [], canary } of read) {
    expect(learned.toSorted()).toEqual(Object.keys(settings).toSorted());
    expect(canary === undefined ? learned.length : canary.workers.length).toBeGreaterThan(0);
  }
});

it('rubbish is of every kind, some of it readable', async () => {
  const drawn = await draw(300);
  const kinds = new Set(drawn.map((one) => (one.is === 'samples' ? 'samples' : one.kind)));
  expect(kinds.size).toBe(10);
  const batches = drawn.filter(({ is }) => is === 'samples').map(({ text }) => decodeSampleBatch(text));
  expect(batches.some((batch) => (batch?.samples.length ?? 0) > 0)).toBe(true);
  expect(batches.some((batch) => batch === undefined)).toBe(true);
});
