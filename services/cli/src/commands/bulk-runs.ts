import type { Client, RunBulk } from '@ag06/client';
import type { RunBulkAction } from '@ag06/contracts';
import { RUN_BULK_ACTIONS } from '@ag06/contracts/api';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readConditions } from '../read-conditions.ts';
import { unknownWord } from '../unknown-word.ts';
import { watchBulk } from './bulk.ts';

const FLAGS = {
  status: { type: 'string', multiple: true },
  workflow: { type: 'string' },
  'correlation-id': { type: 'string' },
  code: { type: 'string' },
  tag: { type: 'string', multiple: true },
  attr: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  'ended-from': { type: 'string' },
  'ended-to': { type: 'string' },
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  detach: { type: 'boolean' },
} as const;

const isAction = (word: string): word is RunBulkAction => RUN_BULK_ACTIONS.some((action) => action === word);

/** `ag06 runs bulk ACTION` starts a bulk, and prints its progress until it has ended. */
export async function bulkRuns(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const action = requireWord(parsed, 0, `what to do: ${RUN_BULK_ACTIONS.join(', ')}`);
  if (!isAction(action)) throw unknownWord('action', action, RUN_BULK_ACTIONS);
  const filter = readFilter(parsed);
  const accepted = await client.bulks.startRuns({ filter, action, dryRun: parsed.flag('dry-run') });
  if (parsed.flag('detach')) {
    output.json(accepted);
    output.text(`${accepted.bulkId}  ag06 bulk watch ${accepted.bulkId} tells how far it is`);
    return EXIT.ok;
  }
  if (!output.isJson)
    output.note(`${accepted.bulkId}  also without this command; ag06 bulk stop ${accepted.bulkId} stops it`);
  return watchBulk(accepted.bulkId, client, output);
}

/** Reads the filter. Throws `UsageError` if there is none, because that would select every run, which needs `--all`. */
function readFilter({ text, texts, flag }: ReturnType<typeof parseArguments>): RunBulk['filter'] {
  const given = {
    workflow: text('workflow'),
    correlationId: text('correlation-id'),
    code: text('code'),
    from: text('from'),
    to: text('to'),
    endedFrom: text('ended-from'),
    endedTo: text('ended-to'),
    status: texts('status'),
    tag: texts('tag'),
    attributes: readConditions(texts('attr')),
  };
  const filter = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value.length > 0),
  );
  const isFiltered = Object.keys(filter).length > 0;
  if (flag('all') === isFiltered) {
    throw new UsageError(
      isFiltered
        ? '--all is every run: leave it out, or the filters.'
        : 'Name a filter, or --all for every run.',
    );
  }
  return isFiltered ? filter : { all: true };
}
