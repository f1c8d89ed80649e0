import type { Client, Page } from '@ag06/client';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { showRows } from '../show-rows.ts';

/** Characters of an output in the table. */
const SHOWN_MAX = 60;

/** `ag06 runs items RUN STEP [--limit N] [--cursor C]`: the items of a `forEach` step. */
export async function listItems(
  runId: string,
  step: string,
  page: Page,
  client: Client,
  output: Output,
): Promise<number> {
  const { items, ...rest } = await client.itemPage(runId, step, page);
  output.json({ items, ...rest });
  const rows = items.map(({ item, status, attempt, output: value, error }) => [
    item,
    status,
    attempt,
    error === undefined ? cut(JSON.stringify(value)) : cut(`${error.code} ${error.message}`),
  ]);
  showRows(output, {
    headings: ['item', 'status', 'attempt', 'output or error'],
    rows,
    empty: 'The step has no items: its list is empty, or not known before the step begins.',
  });
  if (rest.next !== undefined) output.text(`more: --cursor ${rest.next}`);
  return EXIT.ok;
}

const cut = (text = ''): string => (text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX - 1)}…`);
