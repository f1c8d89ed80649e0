import { expect, it } from '@jest/globals';
import { ReplayedOutputs } from './replayed-outputs.ts';

it('outputs of items are listed in the order of the items, whatever the order in which they came', () => {
  const outputs = new ReplayedOutputs();
  for (let n = 0; n < 100; n++) outputs.complete((n * 37) % 100, String((n * 37) % 100));
  expect(JSON.parse(outputs.toText())).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

it('an item that failed has null, until it is done again', () => {
  const outputs = new ReplayedOutputs();
  for (let item = 0; item < 40; item++)
    if (item % 10 === 3) outputs.fail(item);
    else outputs.complete(item, '{"ok":true}');
  const told = JSON.parse(outputs.toText());
  expect(told).toHaveLength(40);
  expect(told.flatMap((one: unknown, i: number) => (one === null ? [i] : []))).toEqual([3, 13, 23, 33]);
  for (const item of [3, 13, 23, 33]) outputs.complete(item, '"again"');
  expect(JSON.parse(outputs.toText())[23]).toBe('again');
  expect(outputs.toText()).not.toContain('null');
});

it('a list without items has no outputs', () => {
  expect(new ReplayedOutputs().toText()).toBe('[]');
});
