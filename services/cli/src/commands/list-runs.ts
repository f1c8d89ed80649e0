import type { Client, Page, RunFilter, RunPageView, RunSummaryView } from '@ag06/client';
import { parseArguments, readPage } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { type Condition, readConditions } from '../read-conditions.ts';
import { renderAttributes } from '../render-attributes.ts';
import { showRows } from '../show-rows.ts';
import { renderTime } from '../times.ts';

const FLAGS = {
  status: { type: 'string', multiple: true },
  workflow: { type: 'string' },
  'correlation-id': { type: 'string' },
  code: { type: 'string' },
  tag: { type: 'string', multiple: true },
  parent: { type: 'string' },
  attr: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  'ended-from': { type: 'string' },
  'ended-to': { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;

/** `ag06 runs list`: newest first. */
export async function listRuns(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const filter = {
    status: parsed.texts('status'),
    tag: parsed.texts('tag'),
    attributes: groupByName(readConditions(parsed.texts('attr'))),
    workflow: parsed.text('workflow'),
    parent: parsed.text('parent'),
    correlationId: parsed.text('correlation-id'),
    code: parsed.text('code'),
    from: parsed.text('from'),
    to: parsed.text('to'),
    endedFrom: parsed.text('ended-from'),
    endedTo: parsed.text('ended-to'),
  };
  const page = await loadPage(client, filter, readPage(parsed));
  output.json(page);
  const now = Date.now();
  const hasErrors = page.items.some(({ error }) => error !== undefined);
  const hasAttributes = page.items.some(({ attributes }) => attributes !== undefined);
  showRows(output, {
    headings: [
      'run',
      'workflow',
      'status',
      'created',
      'correlation id',
      ...(hasErrors ? ['error'] : []),
      ...(hasAttributes ? ['attributes'] : []),
    ],
    rows: page.items.map((run) => [
      run.runId,
      run.workflow,
      run.status,
      renderTime(run.createdAt, now),
      run.correlationId,
      ...(hasErrors ? [renderReason(run.error)] : []),
      ...(hasAttributes ? [renderAttributes(run.attributes)] : []),
    ]),
    empty: args.length === 0 ? NO_RUN : 'No run matches.',
  });
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  if (page.incomplete !== undefined) output.note(renderGap(page.incomplete));
  return EXIT.ok;
}

const renderReason = (error: RunSummaryView['error']): string =>
  error === undefined
    ? ''
    : printable(error.step === undefined ? error.code : `${error.code} in ${error.step}`);

const groupByName = (conditions: readonly Condition[]): NonNullable<RunFilter['attributes']> =>
  Object.fromEntries(
    [...Map.groupBy(conditions, ({ name }) => name)].map(([name, some]) => [name, some.map(({ is }) => is)]),
  );

const PAGE_DEFAULT = 50;
const NO_RUN = 'There is no run. Start one: ag06 run WORKFLOW --follow';

const renderGap = ({ segments, runs, message }: NonNullable<RunPageView['incomplete']>): string =>
  `incomplete: up to ${runs} archived runs are missing here, in ${segments} of the archive's segments. ${message}`;

/** Loads a page. If few runs match, it comes in parts: a short or empty part has a cursor for the next one. */
async function loadPage(client: Client, filter: RunFilter, { limit, cursor }: Page): Promise<RunPageView> {
  const wanted = limit ?? PAGE_DEFAULT;
  const items: RunSummaryView[] = [];
  let incomplete: RunPageView['incomplete'];
  for (let position: Page = { limit, cursor }; ; ) {
    const page = await client.listPage({ ...filter, ...position });
    items.push(...page.items);
    incomplete ??= page.incomplete;
    if (page.next === undefined || items.length >= wanted)
      return { ...page, items, ...(incomplete !== undefined && { incomplete }) };
    position = { limit: wanted - items.length, cursor: page.next };
  }
}
