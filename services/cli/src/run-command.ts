import { Client } from '@ag06/client';
import { findUnknownSettings, VERSION } from '@ag06/service-host/program';
import { queues } from './commands/lists.ts';
import { runService } from './commands/service.ts';
import { EXIT } from './exit-codes.ts';
import { describeCommand, describeCommands } from './help.ts';
import { COMMANDS, HELP } from './help-table.ts';
import type { Output } from './output.ts';
import { withProjectSettings } from './project-settings.ts';
import { readBrokerUrl } from './read-broker-url.ts';
import { readBy } from './read-by.ts';
import { readTerminal } from './terminal.ts';
import { unknownWord } from './unknown-word.ts';
import { readUrls } from './urls.ts';
import { readWatch } from './watch/read-watch.ts';

/** Runs a command, or shows it again and again with `--watch`. Resolves with its exit code. */
export async function runCommand(words: readonly string[], out: Output): Promise<number> {
  const [command, verb, , ...begun] = words;
  if (command === 'completion' && verb === 'words') return completeForShell(begun);
  const watch = asksForHelp(words) ? undefined : readWatch(words);
  if (watch === undefined) return runOnce(words, out);
  const readTables = () => readTerminal(process.env, process.stdout);
  const { watchCommand } = await import('./watch/watch-command.ts');
  return watchCommand({
    line: `ag06 ${watch.words.join(' ')}`,
    everyMs: watch.everyMs,
    isJson: out.isJson,
    canvas: readTables().canRedraw ? process.stdout : undefined,
    readTables,
    write: (text) => void process.stdout.write(text),
    takeOver: () => out.takeOver?.(),
    run: (frame) => runOnce(watch.words, frame),
  });
}

/** `ag06 completion words -- WORD...`, which the scripts of shells ask: their words may be `--help`, or anything. */
async function completeForShell(begun: readonly string[]): Promise<number> {
  const { answerShell } = await import('./completion/answer-shell.ts');
  for (const line of await answerShell(begun, process.env)) process.stdout.write(`${line}\n`);
  return EXIT.ok;
}

/** Each command loads what it needs: most need neither the engine nor schemas, which take longer to load than they run. */
async function runOnce(words: readonly string[], out: Output): Promise<number> {
  const asked = readBy(toList(words));
  const [command = '', ...rest] = asked.words;
  if (['--version', '-V', 'version'].includes(command)) return showVersion(out);
  if (command === '' || ['help', '--help', '-h'].includes(command) || asksForHelp(rest))
    return showHelp(command, rest);
  if (command === 'config') return (await import('./main-config.ts')).config(rest, process.env, out);
  Object.assign(process.env, withProjectSettings(process.env));
  for (const warning of findUnknownSettings(process.env)) out.note(`warning: ${warning}`);
  // Several tries only on request: `--reconnect-for`.
  const client = new Client({ url: readUrls(process.env), retryForMs: 0, by: asked.by });
  switch (command) {
    case 'up':
      return (await import('./commands/up.ts')).up(rest);
    case 'init':
      return (await import('./commands/init.ts')).init(rest, out);
    case 'migrate':
      return (await import('./main-migrate.ts')).migrate(rest, readBrokerUrl() ?? 'embedded:', out);
    case 'dispatcher':
      return runService('dispatcher', rest);
    case 'worker':
      return runService('agent-worker', rest);
    case 'optimizer':
      return runService('optimizer', rest);
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
      return (await import('./commands/pauses.ts')).pauses(rest, client, out);
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
    case 'top':
      return (await import('./commands/top.ts')).top(rest, client, out);
    case 'completion':
      return (await import('./commands/completion.ts')).completion(rest, out);
    case 'demo':
      return (await import('./commands/demo.ts')).demo(rest, out);
    case 'queues':
      return queues(rest, client, out);
    default:
      throw unknownWord('command', command, COMMANDS);
  }
}

/** A group without a verb is its list. */
function toList(words: readonly string[]): readonly string[] {
  const [command = '', verb = '-'] = words;
  const isGroup = verb.startsWith('-') && !HELP.has(command) && HELP.has(`${command} list`);
  return isGroup && !asksForHelp(words) ? [command, 'list', ...words.slice(1)] : words;
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

/** Commands have no capitals. */
const isCode = (word: string): boolean => /^[A-Z][A-Z0-9_]+$/.test(word);

/** `ag06`, `ag06 --help`, `ag06 help COMMAND`, `ag06 help CODE`, `ag06 COMMAND --help`. */
async function showHelp(command: string, rest: readonly string[]): Promise<number> {
  const isCommand = command !== '' && !['help', '--help', '-h'].includes(command);
  const words = (isCommand ? [command, ...rest] : rest).filter((word) => !word.startsWith('-'));
  const [asked = ''] = words;
  const { columns } = readTerminal(process.env, process.stdout);
  if (isCode(asked)) {
    process.stdout.write((await import('./describe-code.ts')).describeCode(asked));
    return EXIT.ok;
  }
  const text = asked === '' ? describeCommands(columns) : describeCommand(words, columns);
  if (text === undefined) throw unknownWord('command', asked, COMMANDS);
  process.stdout.write(text);
  return command === '' ? EXIT.usage : EXIT.ok;
}
