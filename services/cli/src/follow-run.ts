import { setTimeout as delay } from 'node:timers/promises';
import type { Client, RunEnd } from '@ag06/client';
import type { Output } from './output.ts';
import { toPatience } from './patience.ts';
import { renderEvent } from './render.ts';

const POLL_MS = 150;

/** Prints the events of a run until it has ended. Waits up to its patience for a dispatcher that is away. */
export async function followRun(
  client: Client,
  runId: string,
  output: Output,
  signal: AbortSignal,
  patienceMs: number,
): Promise<RunEnd> {
  const options = { ...toPatience(patienceMs, output.note), signal };
  for (let after = 0; ; ) {
    const before = after;
    for await (const event of client.events(runId, { ...options, after })) {
      after = event.seq;
      output.text(renderEvent(event, output.isStyled));
      output.json(event);
    }
    const result = await client.result(runId, options);
    // The last events may have come after the others were read.
    if (isEnd(result) && after === before) return result;
    await delay(POLL_MS, undefined, { signal });
  }
}

const isEnd = (result: Awaited<ReturnType<Client['result']>>): result is RunEnd =>
  'output' in result || 'error' in result;
