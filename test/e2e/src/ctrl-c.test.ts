import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  findFreePort,
  type RedisServer,
  startRedis,
  startTerminal,
  type TestTerminal,
} from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Ag06Command, writeAg06Command } from './ag06-command.ts';
import { startCli } from './run-cli.ts';

const AGENTS = fileURLToPath(new URL('./agents.ts', import.meta.url));

let redis: RedisServer;
let command: Ag06Command;
let terminal: TestTerminal;
beforeAll(async () => {
  const port = await findFreePort();
  [redis, command] = await Promise.all([startRedis(), writeAg06Command(`http://127.0.0.1:${port}`)]);
  const scripts = { up: `ag06 up --workers 1 --agents ${AGENTS}` };
  await writeFile(join(command.folder.path, 'package.json'), JSON.stringify({ private: true, scripts }));
  terminal = await startTerminal({
    command: ['bash', '--norc', '-i'],
    columns: 100,
    rows: 40,
    env: { ...command.env, PS1: '$ ', AG06_BROKER_URL: redis.url, AG06_HTTP_PORT: String(port) },
    cwd: command.folder.path,
  });
  await terminal.see(/^\$/);
}, 90_000);
afterAll(async () => {
  await terminal?.stop();
  await redis?.stop();
  await command?.folder.remove();
});

async function enter(line: string): Promise<void> {
  await terminal.type(line);
  await terminal.press('Enter');
}

it('Ctrl-C reaches a fleet several times, from the terminal and from npm, and all of its processes drain', async () => {
  await enter('npm run --silent up');
  await terminal.see(/^ag06 is up at /);
  await terminal.press('C-c');
  const lines = await terminal.see(/^ag06 stopped$/);
  for (const service of ['worker', 'optimizer', 'dispatcher'])
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(` ${service} stopped$`)));
}, 120_000);

it('a fleet that waits for its server at the start ends in order when it is told to', async () => {
  const env = { AG06_BROKER_URL: `redis://127.0.0.1:${await findFreePort()}`, AG06_HTTP_PORT: '0' };
  await using up = await startCli(['up', '--workers', '1'], command.folder.path, env);
  await up.waitForLine(/ECONNREFUSED/, 60_000);
  expect(await up.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(up.stdout.join('\n')).not.toContain('ag06 is up');
  expect(up.stderr.join('\n')).not.toContain('before it was ready');
}, 90_000);
