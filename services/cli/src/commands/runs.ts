import type { Api } from '../api.ts';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type EventView, renderEvent, renderTable } from '../render.ts';
import type { RunView } from '../render-run.ts';
import { unknownWord } from '../suggest.ts';
import { listItems } from './list-items.ts';
import { showRun } from './show-run.ts';
import { showStep } from './show-step.ts';

const VERBS = ['list', 'show', 'items', 'events', 'cancel'];
const LIST_FLAGS = {
  status: { type: 'string', multiple: true },
  workflow: { type: 'string' },
  'correlation-id': { type: 'string' },
  tag: { type: 'string', multiple: true },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;

const SHOW_FLAGS = { item: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } as const;
const ITEMS_FLAGS = { limit: { type: 'string' }, cursor: { type: 'string' } } as const;

/** `ag06 runs list|show|items|events|cancel`. */
export async function runs(args: readonly string[], api: Api, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'list':
      return list(rest, api, output);
    case 'show':
      return show(rest, api, output);
    case 'items':
      return items(rest, api, output);
    case 'events':
      return events(pathOf(rest), api, output);
    case 'cancel':
      return cancel(pathOf(rest), api, output);
    default:
      throw unknownWord(
        'command',
        `runs ${verb}`.trim(),
        VERBS.map((known) => `runs ${known}`),
      );
  }
}

const toPath = (runId: string): string => `/v1/runs/${encodeURIComponent(runId)}`;

const pathOf = (args: readonly string[]): string =>
  toPath(requireWord(parseArguments(args, {}, 1), 0, 'a run id'));

async function list(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, LIST_FLAGS, 0);
  const query = new URLSearchParams();
  for (const status of parsed.texts('status')) query.append('status', status);
  for (const tag of parsed.texts('tag')) query.append('tag', tag);
  for (const [flag, name] of [
    ['workflow', 'workflow'],
    ['correlation-id', 'correlationId'],
    ['limit', 'limit'],
    ['cursor', 'cursor'],
  ] as const) {
    const value = parsed.text(flag);
    if (value !== undefined) query.set(name, value);
  }
  const page = await readPage(api, query);
  output.json(page);
  const rows = page.items.map((run) => [
    run.runId,
    run.workflow,
    run.status,
    run.createdAt,
    run.correlationId,
  ]);
  output.text(renderTable(['run', 'workflow', 'status', 'created', 'correlation id'], rows));
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

interface RunPage {
  readonly items: readonly RunView[];
  readonly next?: string | undefined;
}

const PAGE_DEFAULT = 50;

/** A page of rare runs comes in parts: a short or empty one says where to go on. */
async function readPage(api: Api, query: URLSearchParams): Promise<RunPage> {
  const given = query.get('limit');
  const limit = given === null ? PAGE_DEFAULT : Number(given);
  const items: RunView[] = [];
  for (;;) {
    const page = await api.get<RunPage>(`/v1/runs?${query}`);
    items.push(...page.items);
    if (page.next === undefined || items.length >= limit) return { items, next: page.next };
    query.set('cursor', page.next);
    query.set('limit', String(limit - items.length));
  }
}

async function show(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, SHOW_FLAGS, 2);
  const path = toPath(requireWord(parsed, 0, 'a run id'));
  const [, step] = parsed.positionals;
  const item = parsed.text('item');
  if (step === undefined && item !== undefined) throw new UsageError('--item needs the name of a step.');
  return step === undefined
    ? showRun(path, parsed.flag('verbose'), api, output)
    : showStep(`${path}/steps/${encodeURIComponent(step)}`, item, parsed.flag('verbose'), api, output);
}

async function items(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, ITEMS_FLAGS, 2);
  const path = toPath(requireWord(parsed, 0, 'a run id'));
  const query: Record<string, string> = { step: requireWord(parsed, 1, 'the name of a step') };
  for (const flag of ['limit', 'cursor']) {
    const value = parsed.text(flag);
    if (value !== undefined) query[flag] = value;
  }
  return listItems(path, query, api, output);
}

async function events(path: string, api: Api, output: Output): Promise<number> {
  const all: EventView[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: { events: EventView[]; next?: number } = await api.get(
      `${path}/events?after=${after}&limit=500`,
    );
    all.push(...page.events);
    after = page.next;
  }
  output.json({ events: all });
  for (const event of all)
    output.text(`${String(event.seq).padStart(4)}  ${renderEvent(event, output.isStyled)}`);
  return EXIT.ok;
}

async function cancel(path: string, api: Api, output: Output): Promise<number> {
  const answer = await api.post<{ runId: string; status: string }>(`${path}/cancel`);
  output.json(answer);
  output.text(`${answer.runId}  ${answer.status}`);
  return EXIT.ok;
}
