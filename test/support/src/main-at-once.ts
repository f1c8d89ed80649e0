/** `main-at-once.ts SCRIPT...`: runs scripts of npm at the same time, most of which leave a core idle by themselves. Fails if one does. */
import { runAtOnce } from './run-at-once.ts';

const scripts = process.argv.slice(2);
process.exitCode = await runAtOnce(
  scripts.map((script) => ['npm', 'run', script] as const),
  (text) => process.stdout.write(text),
);
