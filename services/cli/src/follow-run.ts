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
  let ended: RunEnd | undefined;
  output.progress?.('waiting for the next event');
  for (let after = 0; ; ) {
    for await (const event of client.events(runId, { ...options, after })) {
      after = event.seq;
      output.text(renderEvent(event, output.isStyled));
      output.json(event);
    }
    if (ended !== undefined) return ended;
    const result = await client.result(runId, options);
    // Events that came since the others were read are read before it is told.
    if (isEnd(result)) ended = result;
    else await delay(POLL_MS, undefined, { signal });
  }
}

const isEnd = (result: Awaited<ReturnType<Client['result']>>): result is RunEnd =>
  'output' in result || 'error' in result;
