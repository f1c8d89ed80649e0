/**
 * The clock is faked.
 *
 * @jest-environment node
 */
import { Client } from '@ag06/client';
import { expect, jest, test } from '@jest/globals';
import { readRunOutput } from './read-run-output.ts';

const OUTPUT = { a: [1, 'ü'] };

test('the output of a run is read as JSON, also where its bytes come for longer than the client waits for other answers', async () => {
  jest.useFakeTimers();
  try {
    let asked = 0;
    const client = new Client({
      url: 'http://fleet',
      fetch: async (_, init) => {
        asked++;
        const body = new ReadableStream({
          async start(controller) {
            init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
            await new Promise((resolve) => setTimeout(resolve, 600_000));
            const end = { runId: 'r0-a', status: 'completed', output: OUTPUT };
            controller.enqueue(new TextEncoder().encode(JSON.stringify(end)));
            controller.close();
          },
        });
        return new Response(body, { headers: { 'content-type': 'application/json' } });
      },
    });
    const reading = readRunOutput(client, 'r0-a');
    await jest.advanceTimersByTimeAsync(600_000);
    expect(await reading).toEqual([JSON.stringify(OUTPUT)]);
    expect(asked).toBe(1);
  } finally {
    jest.useRealTimers();
  }
});

test('a run that ended without an output is told as such', async () => {
  const end = { runId: 'r0-a', status: 'failed', error: { code: 'BOOM', message: 'No.' } };
  const client = new Client({ url: 'http://fleet', fetch: async () => Response.json(end) });
  await expect(readRunOutput(client, 'r0-a')).rejects.toThrow('The run has no output: it is failed.');
});
