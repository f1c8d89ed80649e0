import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  findFreePort,
  startTerminal,
  startUpFleet,
  type TestTerminal,
  type UpFleet,
} from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ag06Command, writeAg06Command } from './ag06-command.ts';

let port: string;
let fleet: UpFleet;
let command: Ag06Command;
let terminal: TestTerminal;

const startFleet = () => startUpFleet('top', { env: { AG06_HTTP_PORT: port, AG06_DRAIN_TIMEOUT_MS: '100' } });

beforeAll(async () => {
  port = String(await findFreePort());
  fleet = await startFleet();
  command = await writeAg06Command(fleet.url);
  const env = { ...command.env, PS1: '$ ' };
  terminal = await startTerminal({
    command: ['bash', '--norc', '-i'],
    columns: 80,
    rows: 24,
    env,
    cwd: command.folder.path,
  });
  await terminal.see(/^\$/);
}, 90_000);
afterAll(async () => {
  await terminal.stop();
  await fleet.stop();
  await command.folder.remove();
});

async function enter(line: string): Promise<void> {
  await terminal.type(line);
  await terminal.press('Enter');
}

/** The shell and its line discipline are as they were, and what stood on the screen before is there again. */
async function seeRestored(code: number): Promise<readonly string[]> {
  await terminal.see(/^\$$/);
  await enter("echo code=$?; stty -a | grep -q ' icanon' && stty -a | grep -q ' echo ' && echo cooked");
  const lines = await terminal.see(/^cooked$/);
  expect(lines).toContain(`code=${code}`);
  expect(lines).toContain('before');
  return lines;
}

/** Opens it in the terminal. Resolves with the id of its process. */
async function openTop(settings = ''): Promise<number> {
  await enter('clear; echo before');
  await terminal.see(/^before$/);
  await enter(`${settings} sh -c 'echo $$ >pid; exec ag06 top --every 1s'`);
  await terminal.see(/^ag06 top \d\d:\d\d:\d\d UTC · every 1 s/);
  return Number(await readFile(join(command.folder.path, 'pid'), 'utf8'));
}

describe('ag06 top in a terminal', () => {
  it('shows the fleet at 80x24, follows its size, and gives the terminal back', async () => {
    await openTop();
    await terminal.see(/^▸ RUNNING RUNS/);
    // Its last line.
    const wide = await terminal.see(/Enter explain$/);
    expect(wide[0]).toContain(fleet.url);
    for (const part of ['health', 'does', 'slots', 'person', '  AGENTS', '  WORKERS'])
      expect(wide).toContainEqual(expect.stringMatching(new RegExp(`^${part} `)));
    expect(Math.max(...wide.map((line) => line.length))).toBeLessThanOrEqual(80);
    await terminal.resize(40, 16);
    const narrow = await terminal.see(/^q quit · .{10,30}…$/);
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(40);
    await terminal.resize(80, 24);
    await terminal.see(/Enter explain$/);
    await terminal.press('q');
    await seeRestored(0);
  }, 90_000);

  it('explains the marked run, and can be paused', async () => {
    const definition = 'name: slow\nsteps: { s: { agent: core.sleep, with: { ms: 600000 } } }';
    await writeFile(join(command.folder.path, 'slow.yaml'), definition);
    await fleet.ag06('run', join(command.folder.path, 'slow.yaml'));
    await openTop();
    await terminal.see(/^> r0-\w+ +slow +running/);
    await terminal.press('Enter');
    await terminal.see(/^s runs on w-\w+\./);
    await terminal.press('q');
    await terminal.see(/^▸ RUNNING RUNS 1/);
    await terminal.press('p');
    await terminal.see(/^ag06 top .*PAUSED/);
    await fleet.ag06('run', 'slow');
    await terminal.press('p');
    await terminal.see(/^▸ RUNNING RUNS 2/);
    await terminal.press('C-c');
    await seeRestored(0);
  }, 90_000);

  it('gives the terminal back when it is terminated, and when it crashes, with the stack to be read', async () => {
    process.kill(await openTop(), 'SIGTERM');
    await seeRestored(143);
    const defect = 'process.on("SIGUSR2", () => { throw new Error("a defect"); });';
    await writeFile(join(command.folder.path, 'defect.mjs'), defect);
    process.kill(await openTop('NODE_OPTIONS=--import=./defect.mjs'), 'SIGUSR2');
    await terminal.see(/Error: a defect/);
    await seeRestored(1);
  }, 90_000);

  it('has colours unless NO_COLOR says otherwise, and is printed one time where it cannot be drawn over', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const isStyled = async () => (await terminal.read('styles')).some((line) => /\x1b\[\d/.test(line));
    await openTop();
    expect(await isStyled()).toBe(true);
    await terminal.press('q');
    await seeRestored(0);
    await openTop('NO_COLOR=1');
    expect(await isStyled()).toBe(false);
    await terminal.press('q');
    await seeRestored(0);
    await enter('clear; TERM=dumb ag06 top && echo printed');
    await terminal.see(/^printed$/);
  }, 90_000);

  it('says that the dispatcher is away, and goes on when it comes back', async () => {
    await openTop();
    await fleet.stop();
    await terminal.see(/^ag06 top NO DISPATCHER ANSWERS since \d\d:\d\d:\d\d/);
    fleet = await startFleet();
    await terminal.see(/^ag06 top \d\d:\d\d:\d\d UTC · every 1 s/);
    await terminal.press('q');
    await seeRestored(0);
  }, 120_000);
});

it('ag06 top prints the fleet one time into a pipe, and as one document with --json', async () => {
  const text = await fleet.ag06('top');
  expect(text).toMatch(/^health .*$[\s\S]*^core\.sleep .*$[\s\S]*^w-\w+ .*serving/m);
  expect(JSON.parse(await fleet.ag06('top', '--json'))).toMatchObject({
    health: { components: expect.any(Array) },
    workers: { items: [{ status: 'serving' }] },
  });
});

it('--watch in a terminal redraws, and leaves the last picture behind on Ctrl-C', async () => {
  await enter('clear; echo before');
  await terminal.see(/^before$/);
  await enter('ag06 workers --watch 1s');
  await terminal.see(/^ag06 workers · \d\d:\d\d:\d\d · every 1 s · Ctrl-C ends$/);
  await terminal.see(/^w-\w+ .*serving/);
  await terminal.press('C-c');
  const lines = await seeRestored(0);
  expect(lines).toContainEqual(expect.stringMatching(/^w-\w+ .*serving/));
}, 60_000);

it('a command that waits for more than a second says so, and nothing of it stays', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port: at } = silent.address() as AddressInfo;
  await enter('clear; echo before');
  await terminal.see(/^before$/);
  await enter(`AG06_URL=http://127.0.0.1:${at} ag06 queues`);
  await terminal.see(/^waiting for the answer … \d/);
  silent.closeAllConnections();
  silent.close();
  await terminal.see(/^UNREACHABLE: No dispatcher answers at/);
  expect((await seeRestored(3)).join('\n')).not.toContain('waiting for the answer');
}, 60_000);
