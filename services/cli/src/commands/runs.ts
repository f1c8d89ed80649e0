import { RUN_ID_PATTERN } from '@ag06/contracts';
import type { Api } from '../api.ts';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { type EventView, renderEvent } from '../render.ts';
import { unknownWord } from '../unknown-word.ts';
import { listItems } from './list-items.ts';
import { listRuns } from './list-runs.ts';
import { showRun } from './show-run.ts';
import { showStep } from './show-step.ts';

const VERBS = ['list', 'show', 'items', 'events', 'cancel'];
const SHOW_FLAGS = { item: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } as const;
const ITEMS_FLAGS = { limit: { type: 'string' }, cursor: { type: 'string' } } as const;

/** `ag06 runs list|show|items|events|cancel`. */
export async function runs(args: readonly string[], api: Api, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'list':
      return listRuns(rest, api, output);
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

function toPath(runId: string): string {
  if (RUN_ID_PATTERN.test(runId)) return `/v1/runs/${runId}`;
  throw new UsageError(`"${printable(runId)}" is no id of a run: they are like r0-0mwvdobfe36IBKNqGC560.`);
}

const pathOf = (args: readonly string[]): string =>
  toPath(requireWord(parseArguments(args, {}, 1), 0, 'a run id'));

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
  const answer = await api.tell<{ runId: string; status: string }>(`${path}/cancel`);
  output.json(answer);
  output.text(`${answer.runId}  ${answer.status}`);
  return EXIT.ok;
}
