import { type AddressInfo, createServer } from 'node:net';
import { Refusal } from '@ag06/contracts/error';
import { StoreError } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { UsageError } from './exit-codes.ts';
import { judgeFailure } from './judge-failure.ts';
import { judgeStart, toStartError } from './start-error.ts';

const judge = (error: unknown) => judgeFailure(error, ['up']);
const ended = (line: string, code = 2) => toStartError('dispatcher', { code, signal: null, lines: [line] });

/** What `listen` throws at a port that is taken. */
async function portInUse(): Promise<unknown> {
  const [first, second] = [createServer(), createServer()];
  await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
  const { port } = first.address() as AddressInfo;
  try {
    return await new Promise((resolve) => second.once('error', resolve).listen({ host: '127.0.0.1', port }));
  } finally {
    first.close();
  }
}

it('a fleet in this process and one of processes exit alike if a port is taken', async () => {
  const error = await portInUse();
  const message = expect.stringMatching(/^Somebody listens at 127\.0\.0\.1:\d+ already/);
  const failure = { code: 'PORT_IN_USE', message, text: expect.stringMatching(/^PORT_IN_USE: /), exit: 2 };
  const embedded = judgeStart(error);
  expect(judge(embedded)).toEqual(failure);
  const { message: told } = judge(embedded);
  expect(judge(ended(`dispatcher: ${told} (PORT_IN_USE)`))).toEqual(failure);
});

it.each([
  ['a folder that another process has', new Refusal(409, 'DATABASE_IN_USE', 'In use.')],
  ['tables of a newer program', new StoreError('STORE_SCHEMA_NEWER', 'Upgrade the program.')],
])('a start exits with 2 for %s', (_, error) => {
  const { code, message } = error;
  const failure = { code, message, text: `${code}: ${message}`, exit: 2 };
  expect(judge(judgeStart(error))).toEqual(failure);
  expect(judge(ended(`dispatcher: ${message} (${code})`))).toEqual(failure);
});

it('a start exits with 2 for wrong settings, and with 1 for a defect', () => {
  const wrong = judge(new UsageError('A: expected 1.'));
  expect(wrong).toMatchObject({ code: 'USAGE', text: expect.stringMatching(/^A: expected 1\.\n/), exit: 2 });
  expect(judge(ended('dispatcher: A: expected 1.'))).toEqual(wrong);
  const defect = new Error('no agents today');
  expect(judge(judgeStart(defect))).toMatchObject({ code: 'FAILED', message: 'no agents today', exit: 1 });
  expect(judge(ended('Error: no agents today', 1))).toMatchObject({ code: 'FAILED', exit: 1 });
});

it('a command that the fleet refuses exits with 1', () => {
  expect(judge(new Refusal(422, 'DEFINITION_INVALID', 'No.'))).toMatchObject({ exit: 1 });
});
