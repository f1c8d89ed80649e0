import type { Client } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printableJson } from '../printable.ts';
import { retryHint } from './explain-run.ts';
import { tellFailure } from './follow-to-end.ts';

/** `ag06 runs result RUN`: the output of a run alone, as JSON. Exits with 1 if it has not completed, and says on stderr why. */
export async function showResult(runId: string, client: Client, output: Output): Promise<number> {
  const result = await client.result(runId);
  output.json(result);
  if ('output' in result) {
    output.text(printableJson(result.output, 2));
    return EXIT.ok;
  }
  if ('error' in result) {
    output.note(tellFailure(result));
    if (result.status !== 'cancelled') output.note(retryHint(runId));
  } else output.note(`${runId} is ${result.status}. Wait for its end: ag06 runs wait ${runId}`);
  return EXIT.failed;
}
