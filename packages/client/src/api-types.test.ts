import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { renderApiTypes } from './testing/render-api-types.ts';

it('api-types.ts is what the contracts generate; if it is not, run: npm run types:api', async () => {
  const file = new URL('./api-types.ts', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(await renderApiTypes());
});
