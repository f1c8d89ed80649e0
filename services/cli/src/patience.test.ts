import { Client } from '@ag06/client';
import { describe, expect, it } from '@jest/globals';
import { parseArguments } from './arguments.ts';
import { PATIENCE_FLAGS, readPatienceMs, toPatience } from './patience.ts';

const away = (): Response => {
  throw new TypeError('fetch failed');
};
const refused = (status: number) => () => Response.json({ status, code: 'X', detail: 'x' }, { status });

/** A fleet that answers so one after the other, and then as it should. */
function playFleet(...answers: readonly (() => Response)[]) {
  const said: string[] = [];
  const left = [...answers];
  const fetch = async () => (left.shift() ?? (() => Response.json({ runId: 'r', status: 'running' })))();
  const client = new Client({ url: 'http://fleet', retryForMs: 0, fetch });
  const run = (patienceMs: number) =>
    client.result(
      'r',
      toPatience(patienceMs, (line) => said.push(line)),
    );
  return { run, said };
}

describe('who follows', () => {
  it('is told once that nobody answers and once that somebody does', async () => {
    const { run, said } = playFleet(away, refused(503));
    expect(await run(60_000)).toMatchObject({ status: 'running' });
    expect(said).toEqual([
      'No dispatcher answers; trying again for up to 60 s …',
      'A dispatcher answers again; going on where it was.',
    ]);
  });

  it('gives up when its patience is over', async () => {
    const { run, said } = playFleet(away, away);
    await expect(run(0)).rejects.toThrow('No dispatcher answers at http://fleet.');
    expect(said).toEqual([]);
  });

  it.each([400, 404, 422, 500])('does not repeat what was refused with %i', async (status) => {
    const { run, said } = playFleet(refused(status));
    await expect(run(60_000)).rejects.toThrow('X');
    expect(said).toEqual([]);
  });
});

it('who follows has the patience that a flag says, or five minutes', () => {
  const read = (...words: readonly string[]) => readPatienceMs(parseArguments(words, PATIENCE_FLAGS, 0));
  expect([read(), read('--reconnect-for', '2m'), read('--reconnect-for', '0')]).toEqual([
    300_000, 120_000, 0,
  ]);
});
