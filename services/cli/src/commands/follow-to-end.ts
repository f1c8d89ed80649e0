import type { Client, RunEnd } from '@ag06/client';
import { abortOnInterrupt } from '../abort-on-interrupt.ts';
import { EXIT } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import type { Output } from '../output.ts';
import { printable, printableJson } from '../printable.ts';
import { retryHint } from './explain-run.ts';

/** Prints the events of a run until it ends, and how it ended. Resolves with 0 if it completed, else with 1. */
export async function followToEnd(
  runId: string,
  patienceMs: number,
  client: Client,
  output: Output,
): Promise<number> {
  const stopped = abortOnInterrupt();
  try {
    const result = await followRun(client, runId, output, stopped, patienceMs);
    report(result, output);
    if (result.status === 'failed' || result.status === 'timed_out') output.note(retryHint(runId));
    return result.status === 'completed' ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (!stopped.aborted) throw error;
    output.text(`The run goes on. Stop it with: ag06 runs cancel ${runId}`);
    return EXIT.failed;
  }
}

function report(result: RunEnd, output: Output): void {
  output.json(result);
  if (result.status === 'completed') output.text(printableJson(result.output, 2));
  else output.text(tellFailure(result));
}

/** How a run ended that did not complete. */
export const tellFailure = ({ status, error }: Exclude<RunEnd, { status: 'completed' }>): string =>
  `${status}: ${printable(error.code)} ${printable(error.message)}`;
