import type { Client } from '@ag06/client';
import { parseApprovalId } from '@ag06/contracts';
import { type Arguments, parseArguments, readPage, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { showRows } from '../show-rows.ts';
import { renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { askOf, showApproval } from './show-approval.ts';

const VERBS = ['list', 'show', 'answer'];
const LIST_FLAGS = {
  workflow: { type: 'string' },
  signal: { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;
const ANSWER_FLAGS = {
  comment: { type: 'string' },
  by: { type: 'string' },
  key: { type: 'string' },
} as const;

/** `ag06 approvals [list | show … | answer …]`; without a verb it lists. */
export async function approvals(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = 'list', ...rest] = args;
  if (verb.startsWith('-')) return list(args, client, output);
  if (verb === 'list') return list(rest, client, output);
  if (verb === 'show') return showApproval(readId(parseArguments(rest, {}, 1)), client, output);
  if (verb === 'answer') return answer(rest, client, output);
  throw unknownWord(
    'command',
    `approvals ${verb}`,
    VERBS.map((known) => `approvals ${known}`),
  );
}

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, LIST_FLAGS, 0);
  const filter = { workflow: parsed.text('workflow'), signal: parsed.text('signal') };
  const page = await client.approvals.listPage({ ...filter, ...readPage(parsed) });
  output.json(page);
  const now = Date.now();
  showRows(output, {
    headings: ['approval', 'workflow', 'asks', 'choices', 'since', 'until'],
    rows: page.items.map((item) => [
      item.id,
      item.workflow,
      askOf(item),
      item.choices.join(', '),
      renderTime(item.since, now),
      item.until === undefined ? '' : renderTime(item.until, now),
    ]),
    empty: 'Nothing waits for the answer of a person.',
  });
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

/** Throws `UsageError`. */
function readId(parsed: Arguments): string {
  const id = requireWord(parsed, 0, 'the id of an approval, as `ag06 approvals list` shows it');
  if (parseApprovalId(id) !== undefined) return id;
  const like = 'they are like r0-0mwvdobfe36IBKNqGC560.ask.3, or RUN.STEP for whatever the step asks now';
  throw new UsageError(`"${printable(id)}" is no id of an approval: ${like}.`);
}

async function answer(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, ANSWER_FLAGS, 2);
  const id = readId(parsed);
  const choice = requireWord(parsed, 1, 'the choice: one of those that `ag06 approvals list` shows');
  const key = parsed.text('key');
  const answered = await client.approvals.answer(
    id,
    { choice, comment: parsed.text('comment') },
    { by: parsed.text('by'), ...(key !== undefined && { key }) },
  );
  output.json(answered);
  output.text(`${answered.runId}  ${answered.step}  ${printable(answered.choice)}`);
  return EXIT.ok;
}
