import type { Client } from '@ag06/client';
import { agentQueue, ENTRY_QUEUES } from '@ag06/contracts/names';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { showFields } from '../show-fields.ts';
import { showRows } from '../show-rows.ts';
import { isTime, renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';

type Item = Readonly<Record<string, unknown>>;

/** The lists of the fleet's parts: how each is loaded, and its columns with their headings. */
const LISTS = {
  workers: {
    load: (client: Client) => client.fleet.workers(),
    columns: {
      id: 'worker',
      host: 'host',
      pid: 'pid',
      status: 'status',
      seenAt: 'seen',
      agents: 'agents',
      heldBack: 'held back',
    },
    spare: ['pid', 'host', 'held back', 'seen'],
    empty:
      'No worker is alive. Start one: ag06 worker --agents FILE (embedded fleet: ag06 up --agents FILE, after stopping ag06 up)',
  },
  queues: {
    load: (client: Client) => client.fleet.queues(),
    columns: {
      agent: 'agent',
      waiting: 'waiting',
      active: 'active',
      delayed: 'delayed',
      workers: 'workers',
      heldBack: 'held back by',
      didYouMean: 'did you mean',
    },
    spare: ['delayed', 'did you mean', 'workers', 'held back by'],
    empty: 'There is no queue. Each agent has one from its first worker or step on.',
  },
} as const;

/** `ag06 queues list|show`. */
export async function queues(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  if (verb === 'list') return showList('queues', rest, client, output);
  if (verb === 'show') return showQueue(rest, client, output);
  throw unknownWord('command', `queues ${verb}`, ['queues list', 'queues show']);
}

async function showQueue(args: readonly string[], client: Client, output: Output): Promise<number> {
  const name = requireWord(
    parseArguments(args, {}, 1),
    0,
    'the name of an agent, or ag06.submissions or ag06.signals',
  );
  const queue = await client.fleet.queue(ENTRY_QUEUES.includes(name) ? name : agentQueue(name));
  output.json(queue);
  showFields(output, [
    ['queue', queue.queue],
    ['agent', queue.agent],
    ['waiting', queue.waiting],
    ['active', queue.active],
    ['delayed', queue.delayed],
    ['due', queue.due],
    ['workers', queue.workers],
    ['held back by', queue.heldBack],
    ['did you mean', queue.didYouMean],
  ]);
  return EXIT.ok;
}

export async function showList(
  name: keyof typeof LISTS,
  args: readonly string[],
  client: Client,
  output: Output,
): Promise<number> {
  parseArguments(args, {}, 0);
  const { load, columns, spare, empty } = LISTS[name];
  const page = await load(client);
  const items: readonly Item[] = page.items.map((item) => ({ ...item }));
  output.json(page);
  const fields = Object.keys(columns);
  const now = Date.now();
  showRows(output, {
    headings: Object.values(columns),
    rows: items.map((item) => fields.map((field) => toText(cellOf(item, field), now))),
    spare,
    empty,
  });
  return EXIT.ok;
}

/** Returns the text of a cell. The queue of submissions belongs to no agent, so its own name is shown. */
const cellOf = (item: Item, field: string): unknown =>
  item[field] ?? (field === 'agent' ? item.queue : undefined);

interface HeldAgent {
  readonly agent: string;
  readonly limit: number;
  readonly published: number;
  readonly because: readonly string[];
}

const isHeld = (value: unknown): value is HeldAgent =>
  typeof value === 'object' && value !== null && 'because' in value && Array.isArray(value.because);

const toHeldText = ({ agent, limit, published, because }: HeldAgent): string =>
  `${agent} ${limit} of ${published} (${because.join(', ')})`;

function toText(value: unknown, now: number): string {
  if (Array.isArray(value)) return value.map((one) => (isHeld(one) ? toHeldText(one) : one)).join(' ');
  return isTime(value) ? renderTime(value, now) : String(value ?? '');
}
