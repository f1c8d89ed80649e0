import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTerminal, type TestTerminal } from '@ag06/test-support';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Ag06Command, writeAg06Command } from '../ag06-command.ts';
import { user } from './command-user.ts';

const NOBODY = 'http://127.0.0.1:9';
const run = promisify(execFile);

let command: Ag06Command;

/** Makes the command of the shells, and pushes what they complete. */
export async function prepareCompletion(): Promise<void> {
  command = await writeAg06Command(user.fleet.url);
  await user.fleet.push({ name: 'shop.order-7', steps: { s: { agent: 'core.echo' } } });
  await writeFile(join(command.folder.path, 'flow.yaml'), '');
}

export const endCompletion = () => command?.folder.remove();

const envOf = (url: string) => ({ ...process.env, ...command.env, AG06_URL: url });

/** Loads the completion as users do, and returns what bash would offer for a line. */
async function inBash(line: string, url = user.fleet.url): Promise<readonly string[]> {
  const script = [
    'source <(ag06 completion bash)',
    // Readline divides words at COMP_WORDBREAKS, of which = is one.
    `COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}`,
    `read -ra COMP_WORDS <<<"\${COMP_LINE//=/ = }"`,
    '[[ $COMP_LINE == *[=\\ ] ]] && [[ ${COMP_WORDS[-1]} != = ]] && COMP_WORDS+=("")',
    'COMP_CWORD=$((${#COMP_WORDS[@]} - 1))',
    '_ag06',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const { stdout } = await run('bash', ['--norc', '-c', script], {
    env: envOf(url),
    cwd: command.folder.path,
  });
  return stdout.split('\n').filter((word) => word !== '');
}

/** Fish tells by itself what it would offer. */
async function inFish(line: string, url = user.fleet.url): Promise<readonly string[]> {
  const script = `ag06 completion fish | source; complete -C ${JSON.stringify(line)}`;
  const { stdout } = await run('fish', ['--no-config', '-c', script], {
    env: envOf(url),
    cwd: command.folder.path,
  });
  return stdout.split('\n').flatMap((one) => one.split('\t')[0] || []);
}

/** What shells offer, beside each other. Before them `prepareCompletion`. */
export function describeCompletion(): void {
  describe.each([
    ['bash', inBash],
    ['fish', inFish],
  ])('the completion of ag06 in %s', (shell, offers) => {
    it.concurrent('offers commands, verbs and flags', async () => {
      expect(await offers('ag06 work')).toEqual(expect.arrayContaining(['workers', 'workflows', 'worker']));
      expect(await offers('ag06 runs sho')).toEqual(['show']);
      expect(await offers('ag06 runs list --corr')).toEqual(['--correlation-id']);
    });

    it.concurrent('offers the words of a flag, behind a space and behind =', async () => {
      expect(await offers('ag06 agents --window ')).toEqual(['1m', '10m', '60m']);
      const attached = await offers('ag06 schedules set x --overlap=q');
      expect(attached).toEqual([shell === 'bash' ? 'queue' : '--overlap=queue']);
    });

    it.concurrent('offers names that the dispatcher knows, and none if nobody answers', async () => {
      expect(await offers('ag06 workflows show sh')).toEqual(['shop.order-7']);
      expect(await offers('ag06 runs list --workflow shop')).toEqual(['shop.order-7']);
      expect(await offers('ag06 workflows show sh', NOBODY)).toEqual([]);
    });

    it.concurrent('offers files where a file may stand, and else none', async () => {
      expect(await offers('ag06 workflows push fl')).toEqual(['flow.yaml']);
      expect(await offers('ag06 runs cancel fl')).toEqual([]);
    });
  });
}

export function describeTab(): void {
  describe('Tab in a terminal', () => {
    let terminal: TestTerminal | undefined;
    afterAll(() => terminal?.stop());

    async function open(shell: readonly string[], prepare: string): Promise<TestTerminal> {
      await terminal?.stop();
      const env = { ...command.env, PS1: '$ ', PROMPT: '$ ' };
      terminal = await startTerminal({
        command: [...shell],
        columns: 80,
        rows: 24,
        env,
        cwd: command.folder.path,
      });
      await terminal.type(`${prepare}; clear; echo rea''dy`);
      await terminal.press('Enter');
      await terminal.see(/^ready$/);
      return terminal;
    }

    it.each([
      ['bash', ['bash', '--norc', '-i'], 'source <(ag06 completion bash)'],
      ['zsh', ['zsh', '-f', '-i'], 'autoload -Uz compinit; compinit -u; source <(ag06 completion zsh)'],
      ['fish', ['fish', '--no-config', '-i'], 'ag06 completion fish | source'],
    ])('completes a command, a flag and a live name in %s', async (_, shell, prepare) => {
      const { type, press, see } = await open(shell, prepare);
      await type('ag06 runs expl');
      await press('Tab');
      await see(/ag06 runs explain/);
      // In its place among the keys, which a signal is not.
      await press('C-u');
      await type('ag06 runs list --workfl');
      await press('Tab');
      await see(/ag06 runs list --workflow\b/);
      await type('sho');
      await press('Tab');
      await see(/ag06 runs list --workflow shop\.order-7/);
    });
  });
}
