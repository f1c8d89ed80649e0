import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { PAGE, toMachinePage } from './machine-page.ts';

it('docs/run-machine.md is the page that `npm run docs:machine` writes', async () => {
  expect(await readFile(PAGE, 'utf8')).toBe(toMachinePage());
});
