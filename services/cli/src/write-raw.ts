import { once } from 'node:events';
import type { Output } from './output.ts';

/**
 * Writes to standard output as it is. Resolves when there is room for more. In a terminal, what it writes shows that the command is at
 * work; where it goes to a file, the status line goes on.
 */
export async function writeRaw(output: Output, chunk: string | Uint8Array): Promise<void> {
  if (process.stdout.isTTY) output.takeOver?.();
  if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
}
