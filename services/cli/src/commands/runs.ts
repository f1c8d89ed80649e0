import type { Client, EventView } from '@ag06/client';
import { RUN_ID_PATTERN } from '@ag06/contracts/names';
import { parseArguments, readPage, readWhole, requireWord } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { PATIENCE_FLAGS, readPatienceMs } from '../patience.ts';
import { printable } from '../printable.ts';
import { unknownWord } from '../unknown-word.ts';
import { explainRun } from './explain-run.ts';
import { exportRun } from './export-run.ts';
import { listItems } from './list-items.ts';
import { listRuns } from './list-runs.ts';
import { writeOutput } from './write-output.ts';

const VERBS = [
  'list',
  'show',
  'tree',
  'items',
  'events',
  'follow',
  'wait',
  'result',
  'cancel',
  'pause',
  'resume',
  'retry',
  'terminate',
  'signal',
  'delete',
  'bulk',
  'explain',
  'state',
  'fork',
  'allow',
  'diff',
  'export',
  'output',
  'replay',
];
const SHOW_FLAGS = { item: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } as const;
const OUTPUT_FLAGS = { item: { type: 'string' } } as const;
const SIGNAL_FLAGS = {
  payload: { type: 'string' },
  key: { type: 'string' },
  by: { type: 'string' },
} as const;
const STEERING_FLAGS = { by: { type: 'string' } } as const;
const RETRY_FLAGS = { ...STEERING_FLAGS, step: { type: 'string', multiple: true } } as const;
const ITEMS_FLAGS = { limit: { type: 'string' }, cursor: { type: 'string' } } as const;

/** `ag06 runs` with one of these verbs. Those that read definitions or check by schemas are loaded when they are asked for. */
export async function runs(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'list':
      return listRuns(rest, client, output);
    case 'show':
      return show(rest, client, output);
    case 'tree':
      return (await import('./show-tree.ts')).showTree(rest, checkRunId, client, output);
    case 'items':
      return items(rest, client, output);
    case 'events':
      return events(readOnlyRunId(rest), client, output);
    case 'follow':
      return follow(rest, client, output);
    case 'wait':
      return (await import('./wait-for-runs.ts')).waitForRuns(rest, checkRunId, client, output);
    case 'result':
      return (await import('./show-result.ts')).showResult(readOnlyRunId(rest), client, output);
    case 'cancel':
      return showAnswer(client.cancel(readOnlyRunId(rest)), output);
    case 'retry':
      return retry(rest, client, output);
    case 'pause':
    case 'resume':
    case 'terminate':
      return steer(verb, rest, client, output);
    case 'signal':
      return signal(rest, client, output);
    case 'explain':
      return explainRun(readOnlyRunId(rest), client, output);
    case 'fork':
      return (await import('./fork-run.ts')).forkRun(rest, checkRunId, client, output);
    case 'allow':
      return (await import('./fork-run.ts')).allowNames(rest, checkRunId, client, output);
    case 'diff':
      return (await import('./show-diff.ts')).showDiff(rest, checkRunId, client, output);
    case 'state':
      return (await import('./show-state.ts')).showState(rest, checkRunId, client, output);
    case 'replay':
      return (await import('./replay-runs.ts')).replayRuns(rest, client, output);
    case 'export':
      return exportRun(readOnlyRunId(rest), client, output);
    case 'output':
      return giveOutput(rest, client, output);
    case 'delete':
      return forget(readOnlyRunId(rest), client, output);
    case 'bulk':
      return (await import('./bulk-runs.ts')).bulkRuns(rest, client, output);
    default:
      throw unknownWord(
        'command',
        `runs ${verb}`.trim(),
        VERBS.map((known) => `runs ${known}`),
      );
  }
}

function checkRunId(runId: string): string {
  if (RUN_ID_PATTERN.test(runId)) return runId;
  throw new UsageError(`"${printable(runId)}" is no id of a run: they are like r0-0mwvdobfe36IBKNqGC560.`);
}

const readOnlyRunId = (args: readonly string[]): string =>
  checkRunId(requireWord(parseArguments(args, {}, 1), 0, 'a run id'));

async function follow(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, PATIENCE_FLAGS, 1);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const patienceMs = readPatienceMs(parsed);
  // A dispatcher that has never answered is not waited for.
  await client.result(runId);
  return (await import('./follow-to-end.ts')).followToEnd(runId, patienceMs, client, output);
}

async function show(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, SHOW_FLAGS, 2);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const [, step] = parsed.positionals;
  const item = readWhole(parsed, 'item');
  if (step === undefined && item !== undefined) throw new UsageError('--item needs the name of a step.');
  return step === undefined
    ? (await import('./show-run.ts')).showRun(runId, parsed.flag('verbose'), client, output)
    : (await import('./show-step.ts')).showStep(runId, step, item, parsed.flag('verbose'), client, output);
}

async function giveOutput(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, OUTPUT_FLAGS, 2);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const step = requireWord(parsed, 1, 'the name of a step');
  return writeOutput({ runId, step, item: readWhole(parsed, 'item') }, client, output);
}

async function items(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, ITEMS_FLAGS, 2);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const step = requireWord(parsed, 1, 'the name of a step');
  return listItems(runId, step, readPage(parsed), client, output);
}

async function events(runId: string, client: Client, output: Output): Promise<number> {
  const all: EventView[] = [];
  for await (const event of client.events(runId)) {
    all.push(event);
    output.progress?.(`${counted(all.length, 'event')} read`);
  }
  output.json({ events: all });
  const { renderEvent } = await import('../render.ts');
  for (const event of all)
    output.text(`${String(event.seq).padStart(4)}  ${renderEvent(event, output.isStyled)}`);
  return EXIT.ok;
}

function retry(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, RETRY_FLAGS, 1);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const steps = parsed.texts('step');
  const by = parsed.text('by');
  return showAnswer(client.retry(runId, { ...(steps.length > 0 && { steps }), by }), output);
}

function steer(
  verb: 'pause' | 'resume' | 'terminate',
  args: readonly string[],
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, STEERING_FLAGS, 1);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  return showAnswer(client[verb](runId, { by: parsed.text('by') }), output);
}

async function signal(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, SIGNAL_FLAGS, 2);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const name = requireWord(parsed, 1, 'the name of a signal');
  const { readJson } = await import('../read-json.ts');
  const payload = readJson('--payload', parsed.text('payload') ?? 'null');
  const key = parsed.text('key');
  const sent = client.signal(runId, name, payload, {
    by: parsed.text('by'),
    ...(key !== undefined && { key }),
  });
  const answer = await sent;
  output.json(answer);
  output.text(`${answer.runId}  ${answer.name}  sent`);
  return EXIT.ok;
}

async function showAnswer(
  asked: Promise<{ readonly runId: string; readonly status: string }>,
  output: Output,
): Promise<number> {
  const answer = await asked;
  output.json(answer);
  output.text(`${answer.runId}  ${answer.status}`);
  return EXIT.ok;
}

async function forget(runId: string, client: Client, output: Output): Promise<number> {
  const answer = await client.delete(runId);
  output.json(answer);
  output.text(`${answer.runId}  deleted`);
  return EXIT.ok;
}
