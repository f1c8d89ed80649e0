import type { Client } from '@ag06/client';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import { keepHeapSmall } from '../history/keep-heap-small.ts';
import type { Output } from '../output.ts';
import { writeRaw } from '../write-raw.ts';

/** `ag06 runs export RUN` writes the history of a run to standard output: JSON, one value a line. */
export async function exportRun(runId: string, client: Client, output: Output): Promise<number> {
  keepHeapSmall();
  let written = 0;
  for await (const lines of client.history.exportPages(runId)) {
    if (lines.length === 0) continue;
    await writeRaw(output, `${lines.join('\n')}\n`);
    written += lines.length;
    output.progress?.(`${counted(written, 'line')} written`);
  }
  return EXIT.ok;
}
