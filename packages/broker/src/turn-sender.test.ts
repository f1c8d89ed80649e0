import { expect, it } from '@jest/globals';
import { activation } from './fixtures/test-brokers.ts';
import { type AddOutcome, TurnSender } from './turn-sender.ts';

/** Notes which steps are added together; each waits until it is let go. */
function createGate(fail: (step: string) => AddOutcome = () => undefined) {
  const batches: { readonly steps: readonly string[]; readonly release: () => void }[] = [];
  const sender = new TurnSender(async (activations) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    batches.push({ steps: activations.map(({ step }) => step), release: resolve });
    await promise;
    return activations.map(({ step }) => fail(step));
  });
  return { sender, batches };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('calls of one turn are sent together, and those of the next while they are under way', async () => {
  const { sender, batches } = createGate();
  const calls = [sender.send([activation('a'), activation('b')]), sender.send([activation('c')])];
  await turn();
  calls.push(sender.send([activation('d')]), sender.send([activation('e')]));
  await turn();
  expect(batches.map(({ steps }) => steps)).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
  for (const { release } of batches) release();
  await Promise.all(calls);
});

it('a call leaves as soon as the running code is done, if nothing is under way', async () => {
  const { sender, batches } = createGate();
  const call = sender.send([activation('a')]);
  await Promise.resolve();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(batches).toHaveLength(1);
  batches[0]?.release();
  await call;
});

it('each call is settled by its own outcomes', async () => {
  const { sender, batches } = createGate((step) => (step === 'bad' ? new Error('no room') : undefined));
  const calls = Promise.allSettled([
    sender.send([activation('a')]),
    sender.send([activation('b'), activation('bad')]),
    sender.send([activation('c')]),
  ]);
  await turn();
  batches[0]?.release();
  expect((await calls).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('all calls of a turn are rejected when their sending fails, and later ones are sent', async () => {
  let isAway = true;
  const sender = new TurnSender(async (activations) => {
    if (isAway) throw new Error('away');
    return activations.map(() => undefined);
  });
  const calls = await Promise.allSettled([sender.send([activation('a')]), sender.send([activation('b')])]);
  expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isAway = false;
  await expect(sender.send([activation('a')])).resolves.toBeUndefined();
});
