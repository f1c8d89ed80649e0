import type { Client } from '@ag06/client';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { isTime, renderTime } from '../times.ts';

type Item = Readonly<Record<string, unknown>>;

/** What the fleet consists of: where it is read, and what of it is shown under which heading. */
const LISTS = {
  workers: {
    load: (client: Client) => client.fleet.workers(),
    columns: { id: 'worker', host: 'host', pid: 'pid', status: 'status', seenAt: 'seen', agents: 'agents' },
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
  },
} as const;

export type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];

export async function showList(
  name: ListName,
  args: readonly string[],
  client: Client,
  output: Output,
): Promise<number> {
  parseArguments(args, {}, 0);
  const { load, columns } = LISTS[name];
  const page = await load(client);
  const items: readonly Item[] = page.items.map((item) => ({ ...item }));
  output.json(page);
  const fields = Object.keys(columns);
  const now = Date.now();
  output.table(
    Object.values(columns),
    items.map((item) => fields.map((field) => toText(cellOf(item, field), now))),
  );
  return EXIT.ok;
}

/** One queue is no agent’s: it is told by its own name. */
const cellOf = (item: Item, field: string): unknown =>
  item[field] ?? (field === 'agent' ? item.queue : undefined);

function toText(value: unknown, now: number): string {
  if (Array.isArray(value)) return value.join(' ');
  return isTime(value) ? renderTime(value, now) : String(value ?? '');
}
