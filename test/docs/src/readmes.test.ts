import { join } from 'node:path';
import { PUBLIC_PACKAGES } from '@ag06/npm-packages';
import { COMPILED, startChild } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCodeFolder } from './code-folder.ts';
import { INSTALLED, writeReadmes } from './write-code.ts';

/** What is run; the rest needs a server, and only its types are checked. */
const RUN: readonly (readonly [file: string, ...args: string[]])[] = [
  ['packages/agent-kit/agents.ts'],
  ['packages/test-fleet/my-agents.test.ts', '--test'],
  ['packages/create-ag06/create.ts'],
];

describe('the code of the READMEs of the packages that people install', () => {
  let folder: Awaited<ReturnType<typeof createCodeFolder>>;
  beforeAll(async () => {
    folder = await createCodeFolder('readmes');
    await writeReadmes(folder.path);
  });
  afterAll(() => folder.remove());

  async function run(args: readonly string[], cwd: string) {
    const env = {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILED,
      NODE_OPTIONS: '--conditions=@ag06/source',
      NODE_TEST_CONTEXT: undefined,
    };
    const child = await startChild(process.execPath, args, { cwd, env });
    const { code } = await child.exited;
    return { code, text: child.output.lines.join('\n') };
  }

  it('is that of all of them', () => {
    expect(INSTALLED.map(({ name }) => name).sort()).toEqual([...PUBLIC_PACKAGES].sort());
  });

  it.each(RUN)('runs (%s)', async (file, ...args) => {
    const at = join(folder.path, file);
    const { code, text } = await run([...args, at], join(at, '..'));
    expect({ code, text }).toEqual({ code: 0, text });
    if (args.includes('--test')) expect(text).toMatch(/pass 1\b/);
  });
});
