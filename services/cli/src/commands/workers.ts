import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@ag06/client';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { unknownWord } from '../unknown-word.ts';
import { showList } from './lists.ts';
import { showWorker } from './show-worker.ts';

const VERBS = ['workers list', 'workers show', 'workers drain'];
const POLL_MS = 250;

/** `ag06 workers [list|show ID|drain ID]`. */
export async function workers(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  if (verb === 'drain') return drain(rest, client, output);
  if (verb === 'show') return showWorker(rest, client, output);
  if (verb === 'list') return showList('workers', rest, client, output);
  throw unknownWord('command', `workers ${verb}`, VERBS);
}

async function drain(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { wait: { type: 'boolean' } }, 1);
  const id = requireWord(parsed, 0, 'the id of a worker');
  const answer = await client.fleet.drainWorker(id);
  if (parsed.flag('wait')) {
    output.progress?.(`${id} ends what it has`);
    while ((await client.fleet.workers()).items.some((worker) => worker.id === id)) await delay(POLL_MS);
  }
  output.json(answer);
  output.text(`${id}  ${parsed.flag('wait') ? 'gone' : answer.status}`);
  return EXIT.ok;
}
