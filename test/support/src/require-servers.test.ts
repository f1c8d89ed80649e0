import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startProcess, tempDir } from './index.ts';

/** All but Redis. */
const OTHERS = Object.fromEntries(
  ['initdb', 'postgres', 'prometheus', 'chromium', 'tmux', 'zsh', 'fish', 'curl'].map((name) => [
    name,
    'exit 0',
  ]),
);
const entry = new URL('./require-servers.ts', import.meta.url);

async function runWith(programs: Readonly<Record<string, string>>) {
  await using bin = await tempDir('bin');
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin.path, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin.path, name), 0o755);
  }
  await using run = await startProcess({ entry, env: { PATH: bin.path } });
  const { code } = await run.exited;
  return { code, text: run.stderr.join('\n') };
}

describe('require-servers', () => {
  test('is silent when a server is on the PATH, of either name', async () => {
    expect(await runWith({ ...OTHERS, 'redis-server': 'exit 0' })).toEqual({ code: 0, text: '' });
    expect(await runWith({ ...OTHERS, 'valkey-server': 'exit 0' })).toEqual({ code: 0, text: '' });
  });

  test('stops with the exact command where it cannot install', async () => {
    const { code, text } = await runWith({ ...OTHERS, dnf: 'exit 0' });
    expect(code).toBe(1);
    expect(text).toMatch(/need redis-server.*\n {2}sudo dnf install -y redis$/);
  });

  test('says what it installs, and stops with the command when that fails', async () => {
    const { code, text } = await runWith({
      ...OTHERS,
      'apt-get': 'exit 100',
      sudo: 'exit 0',
      sh: 'echo "ran $1" >&2; exit 100',
    });
    expect(code).toBe(1);
    expect(text).toMatch(/installing \(.*sh .*install-servers\.sh redis\)/);
    expect(text).toMatch(/Run this, then try again:\n.*install-servers\.sh redis$/);
  });

  test('runs without the browser that costs least where it cannot be installed', async () => {
    const { code, text } = await runWith({
      ...OTHERS,
      'redis-server': 'exit 0',
      'apt-get': 'exit 100',
      'apt-cache': 'echo "  Candidate: 156.0"',
      sudo: 'exit 0',
      sh: 'exit 100',
    });
    expect(code).toBe(0);
    expect(text).toMatch(/installing \(.*sh .*install-servers\.sh chromium\)\nIt cannot be installed/);
  });
});
