import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runBeside } from './run-beside.ts';
import type { Command } from './run-command.ts';
import { tempDir } from './temp-dir.ts';

const sh = (text: string): Command => ['sh', '-c', text];

async function play(checks: readonly Command[], main: Command) {
  const written: string[] = [];
  const code = await runBeside(checks, main, (text) => void written.push(text));
  return { code, written };
}

test('checks run one after the other beside the main command, behind it at the processors', async () => {
  await using folder = await tempDir('beside');
  const { path } = folder;
  // Each waits for the other: they are at work at the same time.
  const { code, written } = await play(
    [sh(`mkfifo ${path}/pipe; cat ${path}/pipe; nice`), sh(`echo second`)],
    sh(`until [ -p ${path}/pipe ]; do sleep 0.01; done; echo told > ${path}/pipe; nice > ${path}/main`),
  );
  expect(code).toBe(0);
  expect(written).toEqual(['told\n10\n', 'second\n']);
  expect(readFileSync(`${path}/main`, 'utf8')).not.toBe('10\n');
});

test('a check that fails is told at once, ends the checks and not the main command, and fails all', async () => {
  await using folder = await tempDir('beside');
  const told = `${folder.path}/told`;
  const written: string[] = [];
  const write = (text: string): void => {
    written.push(text);
    if (text.includes('wrong')) writeFileSync(told, '');
  };
  const code = await runBeside(
    [sh('echo wrong; exit 3'), sh('echo never')],
    sh(`until [ -e ${told} ]; do sleep 0.01; done`),
    write,
  );
  expect(code).toBe(3);
  expect(written).toEqual(['wrong\n']);
});

test('the code of the main command counts before those of checks', async () => {
  expect((await play([sh('exit 3')], sh('exit 2'))).code).toBe(2);
  expect((await play([sh('exit 0')], sh('kill -KILL $$'))).code).toBe(1);
});
