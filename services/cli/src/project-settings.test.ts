import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withProjectSettings } from './project-settings.ts';

let temp: TempDir;
beforeAll(async () => {
  temp = await tempDir('project-settings');
});
afterAll(() => temp.remove());

async function read(
  text: string,
  env: Record<string, string> = {},
): Promise<Record<string, string | undefined>> {
  const file = join(temp.path, 'package.json');
  await writeFile(file, text);
  return withProjectSettings(env, file);
}

test('a package.json says which agents are served and where, unless the environment does', async () => {
  const text = JSON.stringify({ name: 'x', ag06: { agents: ['a.ts', 'b.ts'], brokerUrl: 'redis://one' } });
  expect(await read(text)).toEqual({ AG06_AGENTS: 'a.ts,b.ts', AG06_BROKER_URL: 'redis://one' });
  const env = { AG06_AGENTS: 'c.ts', AG06_BROKER_URL: 'redis://two' };
  expect(await read(text, env)).toEqual(env);
});

test.each([['{"name":"x"}'], ['no JSON'], ['[]'], ['{"ag06":{}}']])(
  'a package.json that says nothing changes nothing: %s',
  async (text) => {
    expect(await read(text, { A: 'b' })).toEqual({ A: 'b' });
  },
);

test('a package.json that is not there changes nothing', () => {
  expect(withProjectSettings({ A: 'b' }, join(temp.path, 'nothing'))).toEqual({ A: 'b' });
});

test.each([
  ['{"ag06":{"agent":[]}}', 'agent'],
  ['{"ag06":{"agents":"a.ts"}}', 'ag06.agents'],
])('a field that is wrong is named: %s', async (text, name) => {
  await expect(read(text)).rejects.toThrow(name);
  await expect(read(text)).rejects.toThrow('It takes { "ag06": { "agents": ["FILE"]');
});
