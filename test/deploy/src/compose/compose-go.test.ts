import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findOnPath, type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProject } from 'create-ag06';
import { readText } from '../repository.ts';
import { COMPOSE } from './read-compose.ts';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('./compose-go', import.meta.url));
const FILE = fileURLToPath(new URL(`../../../../${COMPOSE}`, import.meta.url));
const go = findOnPath(['go']);

/** Where there is no Go, the older schema of `compose.test.ts` is all that checks the file. */
(go === undefined ? describe.skip : describe)('Docker Compose’s own library', () => {
  let folder: TempDir;
  let program = '';
  beforeAll(async () => {
    folder = await tempDir('compose-go');
    program = join(folder.path, 'check');
    await run(go ?? '', ['build', '-o', program, '.'], { cwd: SOURCE });
  }, 300_000);
  afterAll(async () => {
    await rm(program, { force: true });
    await folder.remove();
  });

  const check = (file: string, env: Record<string, string> = { GRAFANA_PASSWORD: 'a-password' }) =>
    run(program, [file], { env });

  it('loads the compose file with all its keys', async () => {
    expect(await check(FILE)).toEqual({ stdout: '', stderr: '' });
  });

  it.each(['embedded', 'redis', 'postgres'])('loads that of a project of `--broker %s`', async (broker) => {
    const project = await createProject({ folder: join(folder.path, broker), broker });
    expect(await check(join(project.folder, 'compose.yaml'))).toEqual({ stdout: '', stderr: '' });
  });

  it('refuses it without the password that has no default', async () => {
    await expect(check(FILE, {})).rejects.toMatchObject({
      stderr: expect.stringContaining('GRAFANA_PASSWORD'),
    });
  });

  it('refuses it once a key is misspelt', async () => {
    const misspelt = join(folder.path, 'compose.yaml');
    await writeFile(misspelt, readText(COMPOSE).replace('stop_grace_period:', 'stop_grace_periode:'));
    await expect(check(misspelt)).rejects.toMatchObject({
      stderr: expect.stringContaining('stop_grace_periode'),
    });
  });
});
