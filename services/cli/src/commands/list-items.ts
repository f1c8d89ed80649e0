import type { Api } from '../api.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';

/** Characters of an output in the table. */
const SHOWN_MAX = 60;

interface ItemPage {
  readonly items: readonly {
    readonly item: number;
    readonly status: string;
    readonly attempt: number;
    readonly output?: unknown;
    readonly error?: { readonly code: string; readonly message: string };
  }[];
  readonly next?: string;
}

/** `ag06 runs items RUN STEP [--limit N] [--cursor C]`: the items of a `forEach` step. */
export async function listItems(
  path: string,
  query: Readonly<Record<string, string>>,
  api: Api,
  output: Output,
): Promise<number> {
  const page = await api.get<ItemPage>(`${path}/items?${new URLSearchParams(query)}`);
  output.json(page);
  const rows = page.items.map(({ item, status, attempt, output: value, error }) => [
    ...[
      item,
      status,
      attempt,
      error === undefined ? cut(JSON.stringify(value)) : cut(`${error.code} ${error.message}`),
    ],
  ]);
  output.table(['item', 'status', 'attempt', 'output or error'], rows);
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

const cut = (text = ''): string => (text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX - 1)}…`);
