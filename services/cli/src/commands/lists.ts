import type { Api } from '../api.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderTable } from '../render.ts';

type Item = Readonly<Record<string, unknown>>;

/** What the fleet consists of: where it is read, and what of it is shown. */
const LISTS = {
  workers: { path: '/v1/workers', columns: ['id', 'host', 'pid', 'agents', 'seenAt'] },
  queues: {
    path: '/v1/queues',
    columns: ['agent', 'queue', 'waiting', 'active', 'delayed', 'workers', 'didYouMean'],
  },
  'dead-letters': { path: '/v1/dead-letters', columns: ['at', 'queue', 'jobId', 'reason'] },
} as const;

export type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];

export async function showList(
  name: ListName,
  args: readonly string[],
  api: Api,
  output: Output,
): Promise<number> {
  parseArguments(args, {}, 0);
  const { path, columns } = LISTS[name];
  const page = await api.get<{ items: Item[] }>(path);
  output.json(page);
  output.text(
    renderTable(
      columns,
      page.items.map((item) => columns.map((column) => toText(item[column]))),
    ),
  );
  return EXIT.ok;
}

const toText = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value ?? ''));
