import { readFileSync } from 'node:fs';

/** Linux counts process time in ticks of 10 ms. */
const TICK_SECONDS = 0.01;

/** User and system time of a process so far, seconds. */
export function processCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS;
}
