import { execFile } from 'node:child_process';
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childrenOf, startChild, startPostgres, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findClone, PACK, ROOT } from './clone.ts';
import { readCommands } from './read-commands.ts';
import { Reader } from './reader.ts';

const MINUTES = 60_000;
const README = readFile(join(ROOT, 'README.md'), 'utf8');
/** What the project's caller prints of "a fleet of agents". */
const ANSWER = "{ longest: 'agents', letters: 6 }";

let clone: string;
let reader: Reader;
/** The project that the first test writes. */
let project: string;
beforeAll(async () => {
  [clone, reader] = await Promise.all([findClone(), Reader.start()]);
  project = join(reader.home, 'my-fleet');
}, 6 * MINUTES);
afterAll(() => reader?.[Symbol.asyncDispose]());

/** Runs a command that succeeds; resolves with what it printed. */
async function run(command: string, cwd: string): Promise<string> {
  const { code, text } = await reader.run(command, cwd);
  expect({ command, code, text }).toMatchObject({ code: 0 });
  return text;
}

describe('the commands of README.md', () => {
  test(
    'lead in "One minute to your own agent" from tarballs to a run of a new project, whose types and own tests are sound',
    async () => {
      const commands = readCommands(await README, '## One minute to your own agent');
      const [pack, init = '', install = '', up = '', call = ''] = commands;
      expect(commands).toHaveLength(5);
      expect(pack).toBe(PACK); // done: that makes a clone
      expect(await run(init, clone)).toMatch(/Wrote \d+ files to .*my-fleet/);
      expect(await run(install, clone)).toMatch(/pass 3\b[\s\S]*fail 0\b/);
      await run('npm run typecheck', project);
      await using fleet = await reader.serve(up, project);
      expect(fleet.line).toContain(reader.url);
      expect(await run(call, project)).toContain(ANSWER);
      await fleet.stop();
    },
    6 * MINUTES,
  );

  test(
    'run in "Two commands" a demo on a folder, and a fleet that stays',
    async () => {
      const commands = readCommands(await README, '## Two commands');
      expect(commands).toEqual(['npm ci && npm run demo -- <folder>', 'npm start']);
      expect(await run(`npm run demo -- ${join(ROOT, 'docs/guides')}`, clone)).toMatch(
        /^[1-9]\d* pages, .* 0 files not read/m,
      );
      await using fleet = await reader.serve('npm start', clone);
      expect((await fetch(reader.url)).headers.get('content-type')).toContain('text/html');
      await fleet.stop();
    },
    3 * MINUTES,
  );
});

describe.each([
  ['redis', startRedis, 'npx create-ag06'],
  ['postgres', startPostgres, 'npx ag06 init'],
] as const)('a project of `--broker %s`', (broker, startServer, create) => {
  test(
    'is tested, served and called by the commands of its own README',
    async () => {
      await using server = await startServer();
      const folder = join(reader.home, `${broker}-fleet`);
      await run(`${create} ${folder} --broker ${broker} --packages ${join(clone, 'tarballs')}`, project);
      await useServer(folder, server.url);
      await copyInstalled(folder);
      const dockered = await useDocker();
      const commands = readCommands(await readFile(join(folder, 'README.md'), 'utf8'));
      const [install = '', tests = '', docker = '', up = '', call = ''] = commands;
      expect(commands).toHaveLength(5);
      await run(install, folder);
      expect(await run(tests, folder)).toMatch(/pass 3\b[\s\S]*fail 0\b/);
      await run(docker, folder);
      expect(await readFile(dockered, 'utf8')).toBe(`compose up ${broker} --detach\n`);
      await using fleet = await reader.serve(up, folder);
      // On a server, and not in the folder: a fleet of several processes.
      expect(fleet.line).toContain('1 dispatcher, 1 optimizer');
      expect(await run(call, folder)).toContain(ANSWER);
      await joinAndLeave(folder, server.url);
      await fleet.stop();
    },
    6 * MINUTES,
  );
});

/** One more worker is one process, which ends in order. */
async function joinAndLeave(folder: string, brokerUrl: string): Promise<void> {
  const env = { ...reader.env, AG06_BROKER_URL: brokerUrl, AG06_AGENTS: 'src/agents.ts' };
  const command = join(folder, 'node_modules/.bin/ag06');
  await using worker = await startChild(command, ['worker'], { cwd: folder, env });
  await worker.waitForLine(/"msg":"worker ready"/, MINUTES);
  expect(childrenOf(worker.pid)).toEqual([]);
  worker.signal('SIGTERM');
  expect(await worker.exited).toMatchObject({ code: 0 });
}

/** The address of package.json, which is that of the compose file, becomes that of a server of the test. */
async function useServer(folder: string, url: string): Promise<void> {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  expect(manifest.ag06.brokerUrl).toMatch(/@?127\.0\.0\.1:(6379$|5432\/ag06$)/);
  manifest.ag06.brokerUrl = url;
  await writeFile(path, JSON.stringify(manifest));
}

/** Spares most of an installation of the same packages: npm finds them in place. */
async function copyInstalled(folder: string): Promise<void> {
  await promisify(execFile)('cp', ['-al', join(project, 'node_modules'), folder]);
  await copyFile(join(project, 'package-lock.json'), join(folder, 'package-lock.json'));
}

/** A `docker` that only notes what it was asked for: the server is there. Resolves with the file of the notes. */
async function useDocker(): Promise<string> {
  const notes = join(reader.home, 'docker.txt');
  const program = join(reader.bin, 'docker');
  await writeFile(program, `#!/bin/sh\necho "$@" >'${notes}'\n`);
  await chmod(program, 0o755);
  return notes;
}
