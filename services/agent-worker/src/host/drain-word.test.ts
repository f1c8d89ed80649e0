import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { DrainWord } from './drain-word.ts';

function listen(id: string) {
  const { shared } = createMemoryStore();
  const told: string[] = [];
  return { shared, told, word: new DrainWord(shared, id, () => void told.push(id)) };
}

it('a worker gets a request to drain once, by the change of the document, and removes that in the end', async () => {
  const { shared, told, word } = listen('w-1');
  await word.start();
  await shared.swap('drain', 'w-2', 0, '{}');
  await word.look();
  expect(told).toEqual([]);
  await shared.swap('drain', 'w-1', 0, '{}');
  await word.look();
  expect(told).toEqual(['w-1']);
  await word.stop();
  expect((await shared.list('drain')).map(({ name }) => name)).toEqual(['w-2']);
});

it('a worker finds a request to drain with its heartbeat if the notification was lost', async () => {
  const { shared, told, word } = listen('w-1');
  await shared.swap('drain', 'w-1', 0, '{}');
  await word.start();
  expect(told).toEqual([]);
  await word.look();
  await word.look();
  expect(told).toEqual(['w-1']);
});
