import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { init } from './init.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

let temp: TempDir;
let folder: string;
beforeEach(async () => {
  temp = await tempDir('init');
  folder = join(temp.path, 'My Fleet');
});
afterEach(() => temp.remove());

async function play(
  ...args: readonly string[]
): Promise<{ readonly lines: readonly string[]; readonly json: unknown }> {
  const lines: string[] = [];
  let json: unknown;
  const output: Output = {
    isJson: false,
    isStyled: false,
    tables: {},
    text: (line) => void lines.push(line),
    json: (value) => {
      json = value;
    },
    table: () => {},
    note: () => {},
  };
  expect(await init(args, output)).toBe(0);
  return { lines, json };
}

describe('ag06 init', () => {
  test('writes a project, and names the next three commands', async () => {
    const { lines, json } = await play(folder, '--broker', 'redis');
    expect(json).toMatchObject({ folder, files: expect.arrayContaining(['package.json', 'src/agents.ts']) });
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).toMatch(
      /npm install && npm test\n.*docker compose up redis .*npx ag06 up\n.*npm run call/,
    );
  });

  test('has ag06 up serve what the package.json names', async () => {
    await play(folder);
    await writeFile(join(folder, 'src/agents.ts'), "throw new Error('no licence');\n");
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'services/cli/bin/ag06.js'), 'up'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '--conditions=@ag06/source' },
      encoding: 'utf8',
    });
    expect(stderr).toContain('src/agents.ts of AG06_AGENTS does not load: no licence');
    expect(status).not.toBe(0);
  });

  test.each([
    [['--broker', 'kafka'], '--broker takes embedded, redis, postgres; got "kafka".'],
    [['--packages', '/nowhere'], '/nowhere cannot be read'],
    [['--force'], 'Unknown flag "--force"'],
    [['one', 'two'], 'Too many words'],
  ])('refuses %j, and writes nothing', async (args, reason) => {
    const refused = play(folder, ...args);
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    expect(await readdir(temp.path)).toEqual([]);
  });
});
