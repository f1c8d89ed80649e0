import type { Client } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderBytes } from '../render-bytes.ts';
import { writeRaw } from '../write-raw.ts';

/** The output of a step, or of one item of it. */
interface OutputPlace {
  readonly runId: string;
  readonly step: string;
  readonly item: number | undefined;
}

/** `ag06 runs output RUN STEP` writes the output of a step to standard output: its JSON, of any size, and nothing else. */
export async function writeOutput(
  { runId, step, item }: OutputPlace,
  client: Client,
  output: Output,
): Promise<number> {
  let written = 0;
  for await (const bytes of client.outputs.read(runId, step, { item })) {
    await writeRaw(output, bytes);
    written += bytes.length;
    output.progress?.(`${renderBytes(written)} written`);
  }
  return EXIT.ok;
}
