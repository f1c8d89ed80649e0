import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type Command = readonly [file: string, ...args: string[]];

/** Resolves with the exit code of a process when it has ended; one that a signal ended has none, and counts as 1. */
export async function endOf(child: ChildProcess): Promise<number> {
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}

/** Resolves with all that a process has written to its pipes, in order, when it has ended. */
export async function printedOf(child: ChildProcess): Promise<string> {
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => pieces.push(piece));
  await once(child, 'close');
  return Buffer.concat(pieces).toString();
}
