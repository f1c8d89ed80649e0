import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { GuardedDocuments, SupersededError } from './guarded-documents.ts';
import { Leadership } from './leadership.ts';

/** Candidates on one store, whose time the test moves. */
function createCandidates() {
  let now = 1_000;
  const store = createMemoryStore({ now: () => now });
  const create = (id: string) =>
    new Leadership({ id, fleet: store.fleet, shared: store.shared, leaseMs: 100, now: () => now });
  return {
    store,
    create,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it('Leadership lets one lead while it renews its lease, and the next one with a higher fence', async () => {
  const { create, pass } = createCandidates();
  const [a, b] = [create('a'), create('b')];
  await Promise.all([a.seek(), b.seek()]);
  pass(90);
  await a.seek();
  pass(90);
  await b.seek();
  expect([a.term?.fence, b.term?.fence]).toEqual([1, undefined]);
  pass(20);
  await b.seek();
  expect(b.term?.fence).toBe(2);
  await a.seek();
  expect(a.term).toBeUndefined();
});

it('Leadership lets the next one lead at once when it resigns', async () => {
  const { create, pass } = createCandidates();
  const [a, b] = [create('a'), create('b')];
  await a.seek();
  await a.resign();
  pass(2);
  await b.seek();
  expect(b.term?.fence).toBe(2);
});

it('Leadership has a late write of a leader that slept refused, of old and of new documents', async () => {
  const { store, create, pass } = createCandidates();
  const [a, b] = [create('a'), create('b')];
  await a.seek();
  if (a.term === undefined) throw new Error('a leads.');
  const late = new GuardedDocuments(store.shared, a.term);
  await late.write('tuning', 'x', 'early');
  pass(200);
  await b.seek();
  // It has not noticed.
  expect(a.term).toBeDefined();
  await expect(late.write('tuning', 'x', 'late')).rejects.toThrow(SupersededError);
  await expect(late.write('tuning', 'new', 'late')).rejects.toThrow('fence 1, and 2 leads');
  expect(await store.shared.list('tuning')).toMatchObject([{ name: 'x', text: 'early' }]);
});

it('Leadership says when somebody else has written a document meanwhile', async () => {
  const { store, create } = createCandidates();
  const a = create('a');
  await a.seek();
  if (a.term === undefined) throw new Error('a leads.');
  await store.shared.swap('tuning', 'x', 0, 'by an operator');
  expect(await new GuardedDocuments(store.shared, a.term).swap('tuning', 'x', 0, 'mine')).toBe(false);
});
