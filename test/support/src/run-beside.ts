import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { type Command, endOf, printedOf } from './run-command.ts';

/** A nice value: takes what the main command leaves of the processors. */
const BEHIND = 10;

/**
 * Runs `main` with the terminal of this process, and beside it the checks, one after the other, with what it leaves of the
 * processors. What a check printed is written in one piece when it has failed, and else when `main` has ended. Resolves with the
 * exit code of `main`, or, where that is 0, of the first check that failed. A check that fails stops those behind it, and not `main`.
 * `onStart` is told of each process, so that a signal can be passed on.
 */
export async function runBeside(
  checks: readonly Command[],
  main: Command,
  write: (text: string) => void,
  onStart: (child: ChildProcess) => void = () => {},
): Promise<number> {
  const [file, ...args] = main;
  const running = spawn(file, args, { stdio: 'inherit' });
  onStart(running);
  const [code, checked] = await Promise.all([endOf(running), runChecks(checks, write, onStart)]);
  for (const text of checked.printed) write(text);
  return code === 0 ? checked.code : code;
}

async function runChecks(
  checks: readonly Command[],
  write: (text: string) => void,
  onStart: (child: ChildProcess) => void,
): Promise<{ readonly code: number; readonly printed: readonly string[] }> {
  const printed: string[] = [];
  for (const [file, ...args] of checks) {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    onStart(child);
    await once(child, 'spawn');
    setPriority(child.pid ?? 0, BEHIND);
    const [code, text] = await Promise.all([endOf(child), printedOf(child)]);
    if (code !== 0) {
      write(text);
      return { code, printed };
    }
    printed.push(text);
  }
  return { code: 0, printed };
}
