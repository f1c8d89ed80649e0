import { AnswerError, Client, RefusedError, UnreachableError } from '@ag06/client';
import { Refusal } from '@ag06/contracts/error';
import { findUnknownSettings, judgeStartError, VERSION } from '@ag06/service-host/program';
import { LIST_NAMES, type ListName, showList } from './commands/lists.ts';
import { runService } from './commands/service.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { COMMANDS, describeCommand, describeCommands } from './help.ts';
import { createOutput, endWithReader, flushOutput, type Output } from './output.ts';
import { withProjectSettings } from './project-settings.ts';
import { readBrokerUrl } from './read-broker-url.ts';
import { renderProblem } from './render-problem.ts';
import { readTerminal } from './terminal.ts';
import { unknownWord } from './unknown-word.ts';
import { readUrls } from './urls.ts';

const args = process.argv.slice(2);
const output = createOutput(args.includes('--json'), readTerminal(process.env, process.stdout));
endWithReader();
process.exitCode = await runCommand(args, output).catch((error: unknown) => fail(error, output));
await flushOutput();
// A command is over when it says so, whatever connection is still kept alive.
process.exit();

/** Each command loads what it needs: most need neither the engine nor schemas, which take longer to load than they run. */
async function runCommand(words: readonly string[], out: Output): Promise<number> {
  const [command = '', ...rest] = words;
  if (['--version', '-V', 'version'].includes(command)) return showVersion(out);
  if (command === '' || ['help', '--help', '-h'].includes(command) || asksForHelp(rest))
    return showHelp(command, rest);
  Object.assign(process.env, withProjectSettings(process.env));
  for (const warning of findUnknownSettings(process.env)) out.note(`warning: ${warning}`);
  // Several tries only on request: `--reconnect-for`.
  const client = new Client({ url: readUrls(process.env), retryForMs: 0 });
  switch (command) {
    case 'up':
      return (await import('./commands/up.ts')).up(rest);
    case 'init':
      return (await import('./commands/init/init.ts')).init(rest, out);
    case 'migrate':
      return (await import('./main-migrate.ts')).migrate(readBrokerUrl() ?? 'embedded:', out);
    case 'dispatcher':
      return runService('dispatcher');
    case 'worker':
      return runService('agent-worker');
    case 'optimizer':
      return runService('optimizer');
    case 'run':
      return (await import('./commands/run.ts')).runWorkflow(rest, client, out);
    case 'runs':
      return (await import('./commands/runs.ts')).runs(rest, client, out);
    case 'approvals':
      return (await import('./commands/approvals.ts')).approvals(rest, client, out);
    case 'archive':
      return (await import('./commands/archive.ts')).archive(rest, client, out);
    case 'bulk':
      return (await import('./commands/bulk.ts')).bulk(rest, client, out);
    case 'dead-letters':
      return (await import('./commands/dead-letters.ts')).deadLetters(rest, client, out);
    case 'experiments':
      return (await import('./commands/experiments.ts')).experiments(rest, client, out);
    case 'feed':
      return (await import('./commands/feed.ts')).feed(rest, client, out);
    case 'workflows':
      return (await import('./commands/workflows.ts')).workflows(rest, client, out);
    case 'workers':
      return (await import('./commands/workers.ts')).workers(rest, client, out);
    case 'agents':
      return (await import('./commands/agents.ts')).agents(rest, client, out);
    case 'scale':
      return (await import('./commands/scale.ts')).scale(rest, client, out);
    case 'fleet':
      return (await import('./commands/pauses.ts')).fleet(rest, client, out);
    case 'pauses':
      return (await import('./commands/pauses.ts')).showPauses(rest, client, out);
    case 'breakers':
      return (await import('./commands/breakers.ts')).breakers(rest, client, out);
    case 'schedules':
      return (await import('./commands/schedules.ts')).schedules(rest, client, out);
    case 'streams':
      return (await import('./commands/streams.ts')).streams(rest, client, out);
    case 'correlations':
      return (await import('./commands/correlations.ts')).correlations(rest, client, out);
    case 'tuning':
      return (await import('./commands/tuning.ts')).tuning(rest, client, out);
    case 'simulate':
      return (await import('./commands/simulate.ts')).simulate(rest, client, out);
    case 'health':
      return (await import('./commands/health.ts')).showHealth(rest, client, out);
    case 'doctor':
      return (await import('./main-doctor.ts')).doctor(rest, readBrokerUrl() ?? 'embedded:', out);
    case 'demo':
      return (await import('./commands/demo.ts')).demo(rest, out);
    default:
      if (!isListName(command)) throw unknownWord('command', command, COMMANDS);
      return showList(command, rest, client, out);
  }
}

function isListName(word: string): word is ListName {
  return LIST_NAMES.some((name) => name === word);
}

function asksForHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h');
}

function showVersion(out: Output): number {
  const versions = { version: VERSION, node: process.version };
  out.json(versions);
  out.text(`ag06 ${versions.version} (Node ${versions.node})`);
  return EXIT.ok;
}

/** `ag06`, `ag06 --help`, `ag06 help COMMAND`, `ag06 COMMAND --help`. */
function showHelp(command: string, rest: readonly string[]): number {
  const isCommand = command !== '' && !['help', '--help', '-h'].includes(command);
  const words = (isCommand ? [command, ...rest] : rest).filter((word) => !word.startsWith('-'));
  const [asked = ''] = words;
  const text = asked === '' ? describeCommands() : describeCommand(words);
  if (text === undefined) throw unknownWord('command', asked, COMMANDS);
  process.stdout.write(text);
  return command === '' ? EXIT.usage : EXIT.ok;
}

function fail(error: unknown, out: Output): number {
  const say = (text: string, code: string) => {
    out.json({ error: { code, message: text } });
    process.stderr.write(`${text}\n`);
  };
  if (error instanceof UsageError) {
    say(error.message, 'USAGE');
    return EXIT.usage;
  }
  if (error instanceof UnreachableError) {
    say(error.message, 'UNREACHABLE');
    return EXIT.unreachable;
  }
  if (error instanceof RefusedError) {
    say(renderProblem(error.problem), error.code);
    return error.status >= 500 && error.status !== 501 ? EXIT.unreachable : EXIT.failed;
  }
  if (error instanceof Refusal || error instanceof AnswerError) {
    say(error.message, error.code);
    return EXIT.failed;
  }
  const problem = judgeStartError(error);
  if (problem !== undefined) {
    say(problem.message, problem.code);
    return EXIT.usage;
  }
  say(error instanceof Error ? error.message : String(error), 'FAILED');
  return EXIT.failed;
}
