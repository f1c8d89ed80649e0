import type { Client, DeadLetterBulk, DeadLetterView } from '@ag06/client';
import { type Arguments, parseArguments, readPage, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { showRows } from '../show-rows.ts';
import { renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { watchBulk } from './bulk.ts';

const VERBS = ['list', 'show', 'redrive', 'delete'];
const PAGE_FLAGS = { limit: { type: 'string' }, cursor: { type: 'string' } } as const;
const MANY_FLAGS = {
  queue: { type: 'string' },
  reason: { type: 'string' },
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const;

/** `ag06 dead-letters [list|show|redrive|delete]`. */
export async function deadLetters(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'list':
      return list(rest, client, output);
    case 'show':
      return show(requireWord(parseArguments(rest, {}, 1), 0, ID), client, output);
    case 'redrive':
    case 'delete':
      return act(verb, parseArguments(rest, MANY_FLAGS, 1), client, output);
    default:
      if (verb === '' || verb.startsWith('-')) return list(args, client, output);
      throw unknownWord(
        'command',
        `dead-letters ${verb}`,
        VERBS.map((known) => `dead-letters ${known}`),
      );
  }
}

const ID = 'the id of a dead letter';

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  const page = await client.fleet.deadLetters(readPage(parseArguments(args, PAGE_FLAGS, 0)));
  output.json(page);
  const now = Date.now();
  showRows(output, {
    headings: ['id', 'at', 'queue', 'job', 'reason'],
    rows: page.items.map(({ id, at, queue, jobId, reason }) => [
      id,
      renderTime(at, now),
      queue,
      jobId,
      reason,
    ]),
    empty: 'Nothing was set aside.',
  });
  for (const line of new Set(page.items.flatMap(toRemedyLine))) output.text(line);
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

const toRemedyLine = ({ reason, remedy }: DeadLetterView): readonly string[] =>
  remedy === undefined ? [] : [`\n${printable(`${reason}: ${remedy}`)}`];

async function show(id: string, client: Client, output: Output): Promise<number> {
  const letter = await client.deadLetters.get(id);
  output.json(letter);
  const { at, queue, jobId, reason, remedy, problem, data } = letter;
  const rows = { at, queue, job: jobId, reason, remedy, problem, data };
  for (const [name, value] of Object.entries(rows)) {
    if (value === undefined) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    output.text(`${name.padEnd(8)} ${printable(text)}`);
  }
  return EXIT.ok;
}

async function act(
  verb: 'redrive' | 'delete',
  parsed: Arguments,
  client: Client,
  output: Output,
): Promise<number> {
  const [id] = parsed.positionals;
  const filter = readFilter(parsed);
  if ((id === undefined) === (filter === undefined)) {
    throw new UsageError(`Name one dead letter by its id, or several by --queue, --reason or --all.`);
  }
  if (filter !== undefined) {
    const bulk = { filter, action: verb, dryRun: parsed.flag('dry-run') };
    return watchBulk((await client.bulks.startDeadLetters(bulk)).bulkId, client, output);
  }
  if (parsed.flag('dry-run')) throw new UsageError('--dry-run is for several dead letters.');
  return verb === 'redrive' ? redrive(id ?? '', client, output) : forget(id ?? '', client, output);
}

function readFilter({ text, flag }: Arguments): DeadLetterBulk['filter'] | undefined {
  const [queue, reason] = [text('queue'), text('reason')];
  const isFiltered = queue !== undefined || reason !== undefined;
  if (flag('all') && isFiltered)
    throw new UsageError('--all is every dead letter: leave it out, or the filters.');
  if (flag('all')) return { all: true };
  if (!isFiltered) return undefined;
  return { ...(queue !== undefined && { queue }), ...(reason !== undefined && { reason }) };
}

async function redrive(id: string, client: Client, output: Output): Promise<number> {
  const answer = await client.deadLetters.redrive(id);
  output.json(answer);
  output.text(`${answer.runId}  ${answer.became === 'submitted' ? 'submitted' : 'goes on'}`);
  return EXIT.ok;
}

async function forget(id: string, client: Client, output: Output): Promise<number> {
  const answer = await client.deadLetters.delete(id);
  output.json(answer);
  output.text(`${answer.id}  deleted`);
  return EXIT.ok;
}
