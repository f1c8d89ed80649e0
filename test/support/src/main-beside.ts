/**
 * `main-beside.ts CHECK... -- MAIN ARG...`: runs a script of npm with the arguments, and others beside it with what it leaves of
 * the processors. Fails if one does.
 */
import type { ChildProcess } from 'node:child_process';
import { runBeside } from './run-beside.ts';

const words = process.argv.slice(2);
const at = words.indexOf('--');
const [main = '', ...args] = words.slice(at + 1);
const children = new Set<ChildProcess>();
// A terminal's Ctrl-C reaches each of them by itself; a SIGTERM is for this process alone.
process.once('SIGINT', () => {});
process.once('SIGTERM', () => {
  for (const child of children) child.kill();
});
process.exitCode = await runBeside(
  words.slice(0, at).map((script) => ['npm', 'run', '-s', script] as const),
  ['npm', 'run', main, '--', ...args],
  (text) => process.stdout.write(text),
  (child) => {
    children.add(child);
    child.once('close', () => children.delete(child));
  },
);
