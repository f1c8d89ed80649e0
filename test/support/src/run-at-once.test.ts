import { expect, test } from '@jest/globals';
import { runAtOnce } from './run-at-once.ts';
import type { Command } from './run-command.ts';
import { tempDir } from './temp-dir.ts';

const sh = (text: string): Command => ['sh', '-c', text];

async function play(...commands: readonly Command[]) {
  const written: string[] = [];
  const code = await runAtOnce(commands, (text) => void written.push(text));
  return { code, written };
}

test('commands run at the same time, and what each prints stays together', async () => {
  await using folder = await tempDir('at-once');
  const pipe = `${folder.path}/pipe`;
  // The first ends when the second has told it something.
  const { code, written } = await play(
    sh(`mkfifo ${pipe}; echo one; cat ${pipe}; echo one >&2`),
    sh(`until [ -p ${pipe} ]; do sleep 0.01; done; echo two; echo told > ${pipe}`),
  );
  expect(code).toBe(0);
  expect(written.toSorted()).toEqual(['one\ntold\none\n', 'two\n']);
});

test.each([
  ['has a code', 'exit 3', 3],
  ['is ended by a signal', 'kill -KILL $$', 1],
])('all fail with one that %s, and the others go on to their end', async (_, fails, expected) => {
  const { code, written } = await play(sh('echo one'), sh(fails), sh('echo three'));
  expect(code).toBe(expected);
  expect(written.toSorted()).toEqual(['', 'one\n', 'three\n']);
});
