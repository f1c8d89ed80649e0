import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILED, findBundle, findFreePort } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { runCli, startCli } from '../run-cli.ts';
import { user } from './command-user.ts';

const CLI = fileURLToPath(new URL('../../../../services/cli/src/main.ts', import.meta.url));
const SAID = { name: 'said', steps: { s: { agent: 'core.echo', with: { n: '${input}' } } } };

/** Pushes what the tests of words need. */
export const prepareWords = () => user.fleet.push(SAID);

/** A line of a shell in which `ag06` is the command. */
async function shell(line: string, env: Readonly<Record<string, string>> = {}) {
  const cli = await findBundle(CLI);
  const ag06 = `ag06() { "${process.execPath}" --conditions=@ag06/source "${cli}" "$@"; }; `;
  const options = {
    cwd: user.cwd,
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, AG06_URL: user.fleet.url, ...env },
  };
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile('bash', ['-o', 'pipefail', '-c', ag06 + line], options, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

/** What may be said to `ag06`, beside each other. Before them `prepareWords`. */
export function describeWords(): void {
  describe('the help of ag06', () => {
    it.concurrent('its version, all commands, and each command with examples', async () => {
      expect(await user.ag06('--version')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^ag06 0\.1\.0 \(Node v/),
      });
      const all = await shell('ag06 --help', { COLUMNS: '' });
      expect(all).toMatchObject({ code: 0, out: expect.stringContaining('workflows push') });
      for (const line of all.out.split('\n'))
        expect({ line, fits: line.length <= 80 }).toEqual({ line, fits: true });
      const narrow = (await shell('ag06 help run', { COLUMNS: '50' })).out.split('\n');
      expect(narrow).toContain('  Starts a run of a workflow; a file is pushed');
      for (const words of [
        ['run', '--help'],
        ['help', 'run'],
        ['run', 'x', '-h'],
      ]) {
        expect(await user.ag06(...words)).toMatchObject({
          code: 0,
          out: expect.stringContaining('$ ag06 run hello'),
        });
      }
      expect((await user.ag06('help', 'runs')).out).toMatch(/^ag06 runs list[\s\S]*^ag06 runs cancel/m);
      expect(await user.ag06('help', 'rnu')).toMatchObject({
        code: 2,
        err: expect.stringContaining('Did you mean run?'),
      });
    });

    it.concurrent('after a wrong call: an example, and where more is said', async () => {
      expect(await user.ag06('runs', 'list', '--limt', '3')).toEqual({
        code: 2,
        out: '',
        err: [
          'Unknown flag "--limt". Did you mean --limit?',
          'Example: ag06 runs list --status failed --workflow digest',
          'More: ag06 help runs list',
        ].join('\n'),
      });
    });

    it.concurrent('a group of commands without a verb is its list', async () => {
      for (const group of ['runs', 'workflows', 'workers', 'bulk', 'schedules'])
        expect(await user.ag06(group)).toMatchObject({ code: 0, err: '' });
    });

    it.concurrent('names settings that ag06 does not know', async () => {
      const cli = await startCli(['workers'], user.cwd, { AG06_URL: user.fleet.url, AG06_CONCURENCY: '3' });
      await cli.exited;
      expect(cli.stderr).toEqual([
        'warning: AG06_CONCURENCY is no setting of AG06 and does nothing. Did you mean AG06_CONCURRENCY?',
      ]);
    });
  });

  describe('ag06 looks for its dispatcher', () => {
    it.concurrent('at an address without a scheme, and at the second address if the first does not answer', async () => {
      const { host } = new URL(user.fleet.url);
      const nobody = `127.0.0.1:${await findFreePort()}`;
      for (const url of [host, `${nobody},${host}`])
        expect(await runCli(['workers'], { cwd: user.cwd, url })).toMatchObject({ code: 0 });
      expect(await runCli(['workers'], { cwd: user.cwd, url: nobody })).toMatchObject({ code: 3 });
      expect(await runCli(['workers'], { cwd: user.cwd, url: 'ftp://x' })).toMatchObject({
        code: 2,
        err: expect.stringContaining('AG06_URL: "ftp://x"'),
      });
    });

    it.concurrent('no longer than its patience', async () => {
      const env = { AG06_URL: `127.0.0.1:${await findFreePort()}` };
      const feed = await startCli(['feed', '--reconnect-for', '1s'], user.cwd, env);
      expect(await feed.exited).toMatchObject({ code: 3 });
    });
  });

  describe('ag06 run', () => {
    it.concurrent('distinguishes names from files', async () => {
      await mkdir(join(user.cwd, 'said'));
      expect(await user.ag06('run', 'said', '--input', '1', '--follow')).toMatchObject({ code: 0 });
      await user.write('odd', 'name: odd\nsteps: { s: { agent: core.echo } }\n');
      expect(await user.ag06('run', './odd', '--follow')).toMatchObject({ code: 0 });
      expect(await user.ag06('run', '-f', 'odd', '--follow')).toMatchObject({ code: 0 });
      expect(await user.ag06('run', './none.yaml')).toMatchObject({
        code: 2,
        err: expect.stringContaining('none.yaml'),
      });
      expect(await user.ag06('run', './said')).toMatchObject({
        code: 2,
        err: expect.stringContaining('./said'),
      });
      expect(await user.ag06('run', 'said', '-f', 'odd')).toMatchObject({ code: 2 });
    });

    it.concurrent('takes durations with their units', async () => {
      expect(await user.ag06('run', 'said', '--delay', '5ms', '--timeout', '60s', '--follow')).toMatchObject({
        code: 0,
      });
    });

    it.concurrent('reads standard input, and files with a byte order mark', async () => {
      await user.write('marked.json', '\ufeff{"a":1}');
      const marked = await user.ag06('run', 'said', '--input', '@marked.json', '--follow');
      expect(marked).toMatchObject({ code: 0, out: expect.stringContaining('"a": 1') });
      const piped = await shell(`echo '{"b":2}' | ag06 run said --input - --follow`);
      expect(piped).toMatchObject({ code: 0, out: expect.stringContaining('"b": 2') });
      const yaml = `printf 'name: piped\\nsteps: { s: { agent: core.echo, with: hi } }\\n'`;
      expect(await shell(`${yaml} | ag06 workflows push -`)).toMatchObject({ code: 0 });
      expect(await shell(`${yaml} | ag06 run - --follow`)).toMatchObject({ code: 0 });
      expect(await shell(`echo '{' | ag06 workflows validate -`)).toMatchObject({ code: 1 });
    });

    it.concurrent('refuses an option whose value cannot be sent in a header, and names it', async () => {
      for (const flag of ['--correlation-id', '--key']) {
        const refused = await user.ag06('run', 'said', flag, 'grün');
        expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('grün') });
      }
      expect(await user.ag06('run', 'said', '--tag', 'grün')).toMatchObject({ code: 0 });
      expect(await user.ag06('runs', 'list', '--tag', 'grün')).toMatchObject({
        code: 0,
        out: expect.stringContaining('said'),
      });
    });
  });

  describe('the output of ag06', () => {
    it.concurrent('fits the terminal, and has colours if wished', async () => {
      await user.fleet.submit('said', 1, { 'x-correlation-id': 'x'.repeat(100) });
      const lines = (await shell('ag06 runs list', { COLUMNS: '80' })).out.trimEnd().split('\n');
      expect(lines.length).toBeGreaterThan(1);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      expect((await shell('ag06 runs list --workflow said')).out).not.toContain('\x1b[');
      const coloured = await shell('ag06 runs list --workflow said --status completed', { FORCE_COLOR: '1' });
      expect(coloured.out).toContain('\x1b[32mcompleted');
    });

    it.concurrent('ends without an error when its reader closes the pipe', async () => {
      const { out, err } = await shell('ag06 --help | head -1');
      expect({ out, err }).toEqual({ out: 'ag06: a fleet of agent workers\n', err: '' });
      expect((await shell('ag06 runs list --json | true')).err).toBe('');
    });
  });
}

/** Versions of a workflow. */
export function describeVersions(): void {
  it('ag06 workflows shows a version, and lists them', async () => {
    await user.fleet.push({ ...SAID, name: 'two' });
    await user.fleet.push({ ...SAID, name: 'two', description: 'newer' });
    const shown = await user.ag06('workflows', 'show', 'two');
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^name: two[\s\S]*description: newer/),
    });
    const { out } = await user.ag06('workflows', 'versions', 'two');
    expect(out).toMatch(/^VERSION +SAVED\n\S+ +\S+ \w+ ago +latest\n\S+ +\S+ \w+ ago$/);
    const [old = ''] = out.split('\n').at(-1)?.split(' ') ?? [];
    expect((await user.ag06('workflows', 'show', 'two', '--version', old)).out).not.toContain('newer');
    expect(await user.ag06('workflows', 'show', 'a/b')).toMatchObject({
      code: 2,
      err: expect.stringContaining('"a/b"'),
    });
  });
}
