import { readFileSync } from 'node:fs';

/** The state of a process as /proc has it, such as `S` (it waits), `T` (stopped by a signal) or `Z`; undefined: it is gone. On Linux. */
export function processState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
  } catch {
    return undefined;
  }
}
