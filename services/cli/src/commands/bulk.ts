import type { BulkView, Client } from '@ag06/client';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { showRows } from '../show-rows.ts';
import { renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';

const VERBS = ['list', 'show', 'watch', 'stop'];

/** `ag06 bulk list|show|watch|stop`. */
export async function bulk(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'list':
      return list(rest, client, output);
    case 'show':
      return report(await client.bulks.get(readId(rest)), output);
    case 'watch':
      return watchBulk(readId(rest), client, output);
    case 'stop':
      return report(await client.bulks.stop(readId(rest)), output);
    default:
      throw unknownWord(
        'command',
        `bulk ${verb}`.trim(),
        VERBS.map((known) => `bulk ${known}`),
      );
  }
}

const readId = (args: readonly string[]): string =>
  requireWord(parseArguments(args, {}, 1), 0, 'the id of a bulk');

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const page = await client.bulks.list();
  output.json(page);
  const now = Date.now();
  showRows(output, {
    headings: ['bulk', 'action', 'status', 'created', 'matched', 'done', 'refused', 'failed'],
    rows: page.items.map((item) => [
      item.bulkId,
      describeAction(item),
      item.status,
      renderTime(item.createdAt, now),
      item.matched,
      item.done,
      item.refused,
      item.failed,
    ]),
    empty: 'There is no bulk. Begin one: ag06 runs bulk',
  });
  return EXIT.ok;
}

/** Tells how far it is until it has ended. Exit 1 if something failed, or if it was stopped. */
export async function watchBulk(bulkId: string, client: Client, output: Output): Promise<number> {
  let last: BulkView | undefined;
  output.progress?.('waiting for the next count');
  for await (const view of client.bulks.follow(bulkId)) {
    const isNews = last === undefined || countsOf(view) !== countsOf(last);
    if (isNews && !output.isJson) output.note(countsOf(view));
    last = view;
  }
  return last === undefined ? EXIT.failed : report(last, output);
}

function report(view: BulkView, output: Output): number {
  output.json(view);
  output.text(`${view.bulkId}  ${describeAction(view)}  ${view.status}: ${countsOf(view)}`);
  for (const { id, code, message } of view.reasons) output.text(`  ${id}  ${code}: ${printable(message)}`);
  const more = view.refused + view.failed - view.reasons.length;
  if (more > 0) output.text(`  and ${more} more`);
  return view.failed > 0 || view.status === 'stopped' ? EXIT.failed : EXIT.ok;
}

const describeAction = ({ action, dryRun }: BulkView): string => (dryRun ? `${action} (dry run)` : action);

function countsOf({ dryRun, matched, done, refused, failed }: BulkView): string {
  if (dryRun) return `${matched} match`;
  return `${matched} matched, ${done} done, ${refused} refused, ${failed} failed`;
}
