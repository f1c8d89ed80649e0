import { describe, expect, it } from '@jest/globals';
import { RefusedError, UnreachableError, UsageError } from './exit-codes.ts';
import { patiently, readPatienceMs } from './patience.ts';

const away = () => new UnreachableError('Nobody.');
const refused = (status: number) => new RefusedError({ status, code: 'X', detail: 'x' });

/** Work that fails with these one after the other, and then answers. */
function playWork(...failures: readonly Error[]) {
  const said: string[] = [];
  const left = [...failures];
  const work = async () => {
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    return 'answer';
  };
  const run = (patienceMs: number) =>
    patiently(work, { patienceMs, signal: new AbortController().signal, say: (line) => said.push(line) });
  return { run, said };
}

describe('who follows', () => {
  it('is told once that nobody answers and once that somebody does', async () => {
    const { run, said } = playWork(away(), refused(503));
    expect(await run(60_000)).toBe('answer');
    expect(said).toEqual([
      'No dispatcher answers; trying again for up to 60 s …',
      'A dispatcher answers again; going on where it was.',
    ]);
  });

  it('gives up when its patience is over', async () => {
    const { run } = playWork(away(), away());
    await expect(run(0)).rejects.toThrow('Nobody.');
  });

  it.each([400, 404, 422, 500])('does not repeat what was refused with %i', async (status) => {
    const { run, said } = playWork(refused(status));
    await expect(run(60_000)).rejects.toThrow('X');
    expect(said).toEqual([]);
  });
});

it('reads its patience as a duration', () => {
  expect(['10s', '2m', '500', '0'].map(readPatienceMs)).toEqual([10_000, 120_000, 500, 0]);
  expect(() => readPatienceMs('long')).toThrow(UsageError);
});
