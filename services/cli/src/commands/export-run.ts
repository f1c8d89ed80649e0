import { once } from 'node:events';
import type { Client } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';
import { keepHeapSmall } from '../history/keep-heap-small.ts';

/** `ag06 runs export RUN` writes the history of a run to standard output: JSON, one value a line. */
export async function exportRun(runId: string, client: Client): Promise<number> {
  keepHeapSmall();
  for await (const lines of client.history.exportPages(runId)) {
    if (lines.length === 0) continue;
    if (!process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
  }
  return EXIT.ok;
}
