import { once } from 'node:events';
import type { Client } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';

/** `ag06 runs export RUN` writes the history of a run to standard output: JSON, one value a line. */
export async function exportRun(runId: string, client: Client): Promise<number> {
  for await (const line of client.history.export(runId)) {
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  }
  return EXIT.ok;
}
