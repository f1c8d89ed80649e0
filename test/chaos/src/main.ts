import { type CommandLine, readOptions } from './read-options.ts';
import { renderViolations } from './render-violations.ts';
import { runChaos } from './run-chaos.ts';
import { renderSummary, summarise } from './summary.ts';

const EXIT_VIOLATED = 1;
const EXIT_BROKEN = 2;
const EXIT_INTERRUPTED = 130;

process.exit(await main());

async function main(): Promise<number> {
  const interrupted = onInterrupt();
  try {
    return await run(readOptions(process.argv.slice(2)), interrupted);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    if (!interrupted.aborted) return EXIT_BROKEN;
    return EXIT_INTERRUPTED;
  }
}

async function run(commandLine: CommandLine, signal: AbortSignal): Promise<number> {
  const { isJson, ...options } = commandLine;
  const report = await runChaos({ ...options, say, signal });
  for (const line of renderViolations(report)) say(line);
  const summary = summarise(options, report);
  process.stdout.write(`${isJson ? JSON.stringify(summary) : renderSummary(summary)}\n`);
  return report.violations.length === 0 ? 0 : EXIT_VIOLATED;
}

/** The first signal ends the run and all its processes in good order, the second at once. */
function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
      controller.abort(new Error('interrupted'));
    });
  }
  return controller.signal;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
