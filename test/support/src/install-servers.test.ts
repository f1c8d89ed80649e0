import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { startChild } from './child-process.ts';
import { tempDir } from './temp-dir.ts';

const SCRIPT = fileURLToPath(new URL('../install-servers.sh', import.meta.url));

/** What apt is asked to install for a terminal and a browser, where it knows this of the browser without windows. */
async function installedWhere(policy: string): Promise<string | undefined> {
  await using bin = await tempDir('bin');
  const calls = join(bin.path, 'calls');
  const programs = { 'apt-get': `echo "$@" >>${calls}`, 'apt-cache': `echo '${policy}'` };
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin.path, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin.path, name), 0o755);
  }
  const env = { PATH: `${bin.path}:${process.env.PATH}`, TEST_POLICY_FILE: join(bin.path, 'policy') };
  await using child = await startChild('sh', [SCRIPT, 'tmux', 'chromium'], { env });
  expect(await child.exited).toMatchObject({ code: 0 });
  const [, packages] = /install -y --no-install-recommends +(.+)/.exec(await readFile(calls, 'utf8')) ?? [];
  return packages;
}

test.each([
  ['  Candidate: 156.0.1', 'tmux chromium-headless-shell'],
  ['  Candidate: (none)', 'tmux chromium'],
  ['', 'tmux chromium'],
])('where apt says "%s" of the browser without windows, %s is installed', async (policy, packages) => {
  expect(await installedWhere(policy)).toBe(packages);
});
