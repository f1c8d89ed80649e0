import { AnswerError, Client, RefusedError, UnreachableError } from '@ag06/client';
import { Refusal } from '@ag06/contracts';
import { findUnknownSettings, judgeStartError, VERSION } from '@ag06/service-host';
import { agents } from './commands/agents.ts';
import { approvals } from './commands/approvals.ts';
import { archive } from './commands/archive.ts';
import { breakers } from './commands/breakers.ts';
import { bulk } from './commands/bulk.ts';
import { correlations } from './commands/correlations.ts';
import { deadLetters } from './commands/dead-letters.ts';
import { demo } from './commands/demo.ts';
import { experiments } from './commands/experiments.ts';
import { feed } from './commands/feed.ts';
import { showHealth } from './commands/health.ts';
import { LIST_NAMES, type ListName, showList } from './commands/lists.ts';
import { fleet, showPauses } from './commands/pauses.ts';
import { runWorkflow } from './commands/run.ts';
import { runs } from './commands/runs.ts';
import { scale } from './commands/scale.ts';
import { schedules } from './commands/schedules.ts';
import { runService } from './commands/service.ts';
import { simulate } from './commands/simulate.ts';
import { streams } from './commands/streams.ts';
import { tuning } from './commands/tuning.ts';
import { readBrokerUrl, up } from './commands/up.ts';
import { workers } from './commands/workers.ts';
import { workflows } from './commands/workflows.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { COMMANDS, describeCommand, describeCommands } from './help.ts';
import { createOutput, endWithReader, flushOutput, type Output } from './output.ts';
import { renderProblem } from './render.ts';
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

async function runCommand(words: readonly string[], out: Output): Promise<number> {
  const [command = '', ...rest] = words;
  if (['--version', '-V', 'version'].includes(command)) return showVersion(out);
  if (command === '' || ['help', '--help', '-h'].includes(command) || asksForHelp(rest))
    return showHelp(command, rest);
  for (const warning of findUnknownSettings(process.env)) out.note(`warning: ${warning}`);
  // Several tries only on request: `--reconnect-for`.
  const client = new Client({ url: readUrls(process.env), retryForMs: 0 });
  switch (command) {
    case 'up':
      return up(rest);
    case 'migrate':
      return (await import('./main-migrate.ts')).migrate(readBrokerUrl() ?? 'embedded:', out);
    case 'dispatcher':
      return runService('dispatcher');
    case 'worker':
      return runService('agent-worker');
    case 'optimizer':
      return runService('optimizer');
    case 'run':
      return runWorkflow(rest, client, out);
    case 'runs':
      return runs(rest, client, out);
    case 'approvals':
      return approvals(rest, client, out);
    case 'archive':
      return archive(rest, client, out);
    case 'bulk':
      return bulk(rest, client, out);
    case 'dead-letters':
      return deadLetters(rest, client, out);
    case 'experiments':
      return experiments(rest, client, out);
    case 'feed':
      return feed(rest, client, out);
    case 'workflows':
      return workflows(rest, client, out);
    case 'workers':
      return workers(rest, client, out);
    case 'agents':
      return agents(rest, client, out);
    case 'scale':
      return scale(rest, client, out);
    case 'fleet':
      return fleet(rest, client, out);
    case 'pauses':
      return showPauses(rest, client, out);
    case 'breakers':
      return breakers(rest, client, out);
    case 'schedules':
      return schedules(rest, client, out);
    case 'streams':
      return streams(rest, client, out);
    case 'correlations':
      return correlations(rest, client, out);
    case 'tuning':
      return tuning(rest, client, out);
    case 'simulate':
      return simulate(rest, client, out);
    case 'health':
      return showHealth(rest, client, out);
    case 'doctor':
      return (await import('./main-doctor.ts')).doctor(rest, readBrokerUrl() ?? 'embedded:', out);
    case 'demo':
      return demo(rest, out);
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
