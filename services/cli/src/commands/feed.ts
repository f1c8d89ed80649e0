import type { Client } from '@ag06/client';
import { abortOnInterrupt } from '../abort-on-interrupt.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { PATIENCE_FLAGS, readPatienceMs, toPatience } from '../patience.ts';
import { printable, renderEvent } from '../render.ts';

const FLAGS = {
  run: { type: 'string', multiple: true },
  workflow: { type: 'string', multiple: true },
  type: { type: 'string', multiple: true },
  after: { type: 'string' },
  ...PATIENCE_FLAGS,
} as const;

/** `ag06 feed` prints the events of all runs until it is interrupted. Reconnects when a dispatcher was away. */
export async function feed(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const signal = abortOnInterrupt();
  const filter = { run: parsed.texts('run'), workflow: parsed.texts('workflow'), type: parsed.texts('type') };
  output.progress?.('waiting for the next event');
  const events = client.feed(filter, {
    ...toPatience(readPatienceMs(parsed), output.note),
    after: parsed.text('after'),
    signal,
    // Who never answered is not waited for.
    firstRetryForMs: 0,
  });
  try {
    for await (const event of events) {
      output.json(event);
      output.text(`${event.runId}  ${printable(event.workflow)}  ${renderEvent(event, output.isStyled)}`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return EXIT.ok;
}
