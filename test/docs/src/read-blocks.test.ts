import { expect, it } from '@jest/globals';
import { readBlocks } from './read-blocks.ts';

it('blocks of a page have their language, their note, their text and their line', () => {
  const page = ['# A page', '```ts agents.ts', 'const a = 1;', '', '```', 'text', '```sh', 'ls', '```'].join(
    '\n',
  );
  expect(readBlocks(page)).toEqual([
    { language: 'ts', note: 'agents.ts', text: 'const a = 1;\n\n', line: 2 },
    { language: 'sh', note: '', text: 'ls\n', line: 7 },
  ]);
});

it('a fence that nothing closes is told with its line', () => {
  expect(() => readBlocks('a\n```sh\nls')).toThrow('line 2');
});
