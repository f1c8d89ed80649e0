import { once } from 'node:events';
import type { Client } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';

/** `ag06 runs output RUN STEP` writes the output of a step to standard output: its JSON, of any size, and nothing else. */
export async function writeOutput(
  runId: string,
  step: string,
  item: number | undefined,
  client: Client,
): Promise<number> {
  for await (const bytes of client.outputs.read(runId, step, { item })) {
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  }
  return EXIT.ok;
}
