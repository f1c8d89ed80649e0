import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createConfig, lint } from '@redocly/openapi-core';
import { writeBroken } from '../testing/broken-document.ts';
import { createMemoryApi } from '../testing/memory-api.ts';

// It reads all of the document, with code that is not warm. Two validators more are in `exhaustive`.
it('the OpenAPI document passes the linter of Redocly, its strict recommendations included', async () => {
  await using folder = await tempDir('openapi');
  const file = join(folder.path, 'openapi.json');
  const { body } = await createMemoryApi().inject('/openapi.json');
  await writeFile(file, body);
  const config = await createConfig({ extends: ['recommended-strict'] });
  const find = async (ref: string) => (await lint({ ref, config })).map(describeProblem);
  expect(await find(file)).toEqual([]);
  expect(await find(await writeBroken(JSON.parse(body), folder.path))).not.toEqual([]);
}, 240_000);

const describeProblem = ({ ruleId, message, location }: Awaited<ReturnType<typeof lint>>[number]): string =>
  `${ruleId}: ${message} (${location[0]?.pointer})`;
