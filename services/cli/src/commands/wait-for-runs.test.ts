import { Client, UnreachableError } from '@ag06/client';
import { expect, it } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { waitForRuns } from './wait-for-runs.ts';

const [OPEN, DONE] = ['r0-0mwvdobfe36IBKNqGC560', 'r0-0mwvdobfe36IBKNqGC561'];

/** Waits for the runs. One that is open keeps who waits for it until they are gone. */
async function wait(args: readonly string[], isAway: () => boolean = () => false) {
  const documents: unknown[] = [];
  const notes: string[] = [];
  const output: Partial<Output> = {
    json: (value) => void documents.push(value),
    text: () => {},
    note: (line) => void notes.push(line),
  };
  const never = (signal: AbortSignal | null | undefined) =>
    new Promise<Response>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      if (signal?.aborted) reject(signal.reason);
    });
  const client = new Client({
    url: 'http://fleet',
    retryForMs: 0,
    fetch: async (url, init) => {
      const { pathname, searchParams } = new URL(String(url));
      const runId = pathname.split('/')[3];
      if (isAway()) throw new TypeError('fetch failed');
      if (runId === DONE) return Response.json({ runId, status: 'completed', output: 1 });
      if (searchParams.get('wait') !== '0') return never(init?.signal);
      return Response.json({ runId, status: 'running' }, { status: 202 });
    },
  });
  const code = await waitForRuns(args, (text) => text, client, output as Output);
  return { code, documents, notes };
}

it('ag06 runs wait tells of runs that have ended behind one that goes on, when its time is over', async () => {
  expect(await wait([OPEN, DONE, '--timeout', '1ms'])).toEqual({
    code: 1,
    documents: [{ items: [{ runId: DONE, status: 'completed', output: 1 }] }],
    notes: [`Not ended: ${OPEN}. Each goes on.`],
  });
});

it('ag06 runs wait says that nobody answers, and not that runs go on, when its time is over meanwhile', async () => {
  let asked = 0;
  await expect(wait([OPEN, '--timeout', '1ms'], () => ++asked > 1)).rejects.toBeInstanceOf(UnreachableError);
});

it('ag06 runs wait refuses a time that no timer can wait for, which would be over at once', async () => {
  await expect(wait([OPEN, '--timeout', '30d'])).rejects.toThrow(
    new UsageError('--timeout takes a duration of at most 24d, got "30d".'),
  );
  expect(await wait([DONE, '--timeout', '24d'])).toMatchObject({ code: 0 });
});
