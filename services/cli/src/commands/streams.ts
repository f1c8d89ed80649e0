import type { Client, StreamEventView } from '@ag06/client';
import { abortOnInterrupt } from '../abort-on-interrupt.ts';
import { type Arguments, parseArguments, readPage, readWhole, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { PATIENCE_FLAGS, readPatienceMs, toPatience } from '../patience.ts';
import { printable } from '../printable.ts';
import { readJson } from '../read-json.ts';
import { showRows } from '../show-rows.ts';
import { renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { GROUP_VERBS } from './stream-groups.ts';

type Command = (args: readonly string[], client: Client, output: Output) => Promise<number>;

const VERBS: Readonly<Record<string, Command>> = {
  list,
  show,
  append,
  read,
  tail,
  delete: remove,
  ...GROUP_VERBS,
};

const FILTERS = { type: { type: 'string' }, 'correlation-id': { type: 'string' } } as const;

/** `ag06 streams [VERB …]`; without one it lists. */
export async function streams(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = 'list', ...rest] = args;
  if (verb.startsWith('-')) return list(args, client, output);
  const command = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (command !== undefined) return command(rest, client, output);
  throw unknownWord(
    'command',
    `streams ${verb}`,
    Object.keys(VERBS).map((known) => `streams ${known}`),
  );
}

const nameOf = (args: Arguments): string => requireWord(args, 0, 'the name of the stream');

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  const flags = { limit: { type: 'string' }, cursor: { type: 'string' } } as const;
  const page = await client.streams.listPage(readPage(parseArguments(args, flags, 0)));
  output.json(page);
  const now = Date.now();
  showRows(output, {
    headings: ['stream', 'events', 'bytes', 'first', 'last'],
    rows: page.items.map(({ name, count, bytes, first, last }) => [
      name,
      count,
      bytes,
      first === undefined ? '' : renderTime(first.at, now),
      renderTime(last.at, now),
    ]),
    empty: 'There is no stream. One begins with its first event: ag06 streams append NAME TYPE',
  });
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

async function show(args: readonly string[], client: Client, output: Output): Promise<number> {
  const stream = await client.streams.get(nameOf(parseArguments(args, {}, 1)));
  output.json(stream);
  const { name, incarnation, count, bytes, first, last, types, otherTypes, incomplete } = stream;
  output.text(`${name}: ${count} events, ${bytes} bytes, incarnation ${incarnation}`);
  if (first !== undefined) output.text(`first: ${first.position} at ${first.at}`);
  output.text(`last: ${last.position} at ${last.at}`);
  for (const one of types) output.text(`  ${one.type}: ${one.count}`);
  if (otherTypes > 0) output.text(`  other types: ${otherTypes}`);
  if (incomplete !== undefined)
    output.note(
      `The archive cannot be asked for older events (${incomplete.code}): ${printable(incomplete.message)}`,
    );
  return EXIT.ok;
}

const APPEND_FLAGS = {
  data: { type: 'string' },
  id: { type: 'string' },
  expect: { type: 'string' },
  'correlation-id': { type: 'string' },
} as const;

async function append(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, APPEND_FLAGS, 2);
  const stream = nameOf(parsed);
  const type = requireWord(parsed, 1, 'the type of the event, such as order.paid');
  const [data, id] = [parsed.text('data'), parsed.text('id')];
  const event = {
    type,
    ...(data !== undefined && { data: readJson('--data', data) }),
    ...(id !== undefined && { id }),
  };
  const appended = await client.streams.append(stream, event, {
    expect: readWhole(parsed, 'expect'),
    correlationId: parsed.text('correlation-id'),
  });
  output.json(appended);
  for (const { position, duplicate } of appended.events)
    output.text(`${stream} ${position}${duplicate ? ' (it was there already)' : ''}`);
  return EXIT.ok;
}

const READ_FLAGS = {
  ...FILTERS,
  after: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  limit: { type: 'string' },
} as const;

async function read(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, READ_FLAGS, 1);
  const most = readWhole(parsed, 'limit') ?? Number.POSITIVE_INFINITY;
  const filter = {
    ...filtersOf(parsed),
    after: readWhole(parsed, 'after'),
    from: parsed.text('from'),
    to: parsed.text('to'),
  };
  let shown = 0;
  if (most === 0) return EXIT.ok;
  for await (const event of client.streams.read(nameOf(parsed), filter)) {
    showEvent(event, output);
    if (++shown >= most) break;
  }
  return EXIT.ok;
}

/** Prints the events of a stream as they are appended, until it is deleted or the command interrupted. */
async function tail(args: readonly string[], client: Client, output: Output): Promise<number> {
  const flags = { ...FILTERS, after: { type: 'string' }, ...PATIENCE_FLAGS } as const;
  const parsed = parseArguments(args, flags, 1);
  const stream = nameOf(parsed);
  const after = readWhole(parsed, 'after');
  const signal = abortOnInterrupt();
  output.progress?.('waiting for the next event');
  const events = client.streams.feed(stream, filtersOf(parsed), {
    ...toPatience(readPatienceMs(parsed), output.note),
    after: after === undefined ? undefined : String(after),
    signal,
    // Who never answered is not waited for.
    firstRetryForMs: 0,
  });
  try {
    for await (const event of events) showEvent(event, output);
    output.note(`The stream ${stream} was deleted.`);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return EXIT.ok;
}

const filtersOf = (parsed: Arguments) => ({
  type: parsed.text('type'),
  correlationId: parsed.text('correlation-id'),
});

function showEvent(event: StreamEventView, output: Output): void {
  output.json(event);
  const { position, at, type, data, correlationId } = event;
  const of = correlationId === undefined ? '' : `  ${printable(correlationId)}`;
  output.text(`${position}  ${at.slice(11, 23)}  ${type}${of}  ${printable(JSON.stringify(data))}`);
}

async function remove(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { incarnation: { type: 'string' } }, 1);
  const incarnation = readWhole(parsed, 'incarnation');
  const deleted = await client.streams.delete(nameOf(parsed), { incarnation });
  output.json(deleted);
  output.text(`The stream ${deleted.name} is deleted with its groups.`);
  return EXIT.ok;
}
