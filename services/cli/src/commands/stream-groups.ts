import type { Client, GroupPlace, GroupView } from '@ag06/client';
import { type Arguments, parseArguments, readChoice, readWhole, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { showRows } from '../show-rows.ts';
import { renderTime } from '../times.ts';

type Command = (args: readonly string[], client: Client, output: Output) => Promise<number>;

/** The commands about groups, behind `ag06 streams`. */
export const GROUP_VERBS: Readonly<Record<string, Command>> = {
  groups,
  group: showGroup,
  reset,
  'delete-group': deleteGroup,
  'dead-letters': deadLetters,
  redrive: (args, client, output) => move('redrive', args, client, output),
  discard: (args, client, output) => move('discard', args, client, output),
};

const streamOf = (parsed: Arguments): string => requireWord(parsed, 0, 'the name of the stream');

const groupOf = (parsed: Arguments, client: Client) =>
  client.streams.group(streamOf(parsed), requireWord(parsed, 1, 'the name of the group'));

async function groups(args: readonly string[], client: Client, output: Output): Promise<number> {
  const page = await client.streams.groups(streamOf(parseArguments(args, {}, 1)));
  output.json(page);
  showGroups(page.items, output);
  return EXIT.ok;
}

async function showGroup(args: readonly string[], client: Client, output: Output): Promise<number> {
  const group = await groupOf(parseArguments(args, {}, 2), client).get();
  output.json(group);
  showGroups([group], output);
  return EXIT.ok;
}

function showGroups(items: readonly GroupView[], output: Output): void {
  const now = Date.now();
  showRows(output, {
    headings: ['group', 'position', 'lag', 'pending', 'dead letters', 'oldest'],
    rows: items.map(({ group, position, lag, pending, deadLetters: dead, oldestAt }) => [
      group,
      position,
      lag,
      pending,
      dead,
      oldestAt === undefined ? '' : renderTime(oldestAt, now),
    ]),
    empty: 'No group reads this stream. One begins with its first consumer.',
  });
}

async function reset(args: readonly string[], client: Client, output: Output): Promise<number> {
  const flags = { after: { type: 'string' }, time: { type: 'string' }, to: { type: 'string' } } as const;
  const parsed = parseArguments(args, flags, 2);
  const group = await groupOf(parsed, client).reset(readPlace(parsed));
  output.json(group);
  showGroups([group], output);
  return EXIT.ok;
}

function readPlace(parsed: Arguments): GroupPlace {
  const [after, time] = [readWhole(parsed, 'after'), parsed.text('time')];
  const to = readChoice(parsed, 'to', ['first', 'last']);
  const places: readonly GroupPlace[] = [
    ...(after === undefined ? [] : [{ after }]),
    ...(time === undefined ? [] : [{ time }]),
    ...(to === undefined ? [] : [{ to }]),
  ];
  const [place] = places;
  if (place === undefined || places.length > 1)
    throw new UsageError(
      `Say one place: --after N, --time TIME, or --to first|last; got ${places.length === 0 ? 'none' : places.length}.`,
    );
  return place;
}

async function deleteGroup(args: readonly string[], client: Client, output: Output): Promise<number> {
  const deleted = await groupOf(parseArguments(args, {}, 2), client).delete();
  output.json(deleted);
  output.text(`The group ${deleted.group} of ${deleted.stream} is deleted.`);
  return EXIT.ok;
}

async function deadLetters(args: readonly string[], client: Client, output: Output): Promise<number> {
  const flags = { after: { type: 'string' }, limit: { type: 'string' } } as const;
  const parsed = parseArguments(args, flags, 2);
  const page = await groupOf(parsed, client).deadLetters({
    after: readWhole(parsed, 'after'),
    limit: readWhole(parsed, 'limit'),
  });
  output.json(page);
  const now = Date.now();
  showRows(output, {
    headings: ['position', 'type', 'since', 'deliveries', 'reason'],
    rows: page.items.map(({ position, event, at, deliveries, reason }) => [
      position,
      event?.type ?? '',
      renderTime(at, now),
      deliveries,
      printable(reason),
    ]),
    empty: 'The group has no dead letter.',
  });
  if (page.next !== undefined) output.text(`more: --after ${page.next}`);
  return EXIT.ok;
}

async function move(
  verb: 'redrive' | 'discard',
  args: readonly string[],
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, {}, 1_002);
  const group = groupOf(parsed, client);
  const positions = parsed.positionals.slice(2).map(Number);
  if (positions.length === 0 || positions.some((position) => !Number.isSafeInteger(position) || position < 1))
    throw new UsageError(
      'Name the positions of the dead letters, as `ag06 streams dead-letters` shows them.',
    );
  const moved = await group[verb](positions);
  output.json(moved);
  output.text(
    `${verb === 'redrive' ? 'delivered again' : 'dropped'}: ${moved.positions.join(', ') || 'none'}`,
  );
  return moved.positions.length === positions.length ? EXIT.ok : EXIT.failed;
}
