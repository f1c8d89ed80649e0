import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { renderCliPage } from './cli-page.ts';

it('docs/cli.md is what `npm run docs:cli` writes of the table of commands', () => {
  const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  expect(page).toBe(renderCliPage());
});
