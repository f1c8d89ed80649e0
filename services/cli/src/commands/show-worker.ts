import type { Client, WorkerView } from '@ag06/client';
import { parseArguments, requireWord } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderBytes } from '../render-bytes.ts';
import { showFields } from '../show-fields.ts';
import { renderDuration, renderTime } from '../times.ts';

/** `ag06 workers show WORKER`. */
export async function showWorker(args: readonly string[], client: Client, output: Output): Promise<number> {
  const worker = await client.fleet.worker(requireWord(parseArguments(args, {}, 1), 0, 'the id of a worker'));
  output.json(worker);
  const now = Date.now();
  const { slots, lagMs, clockAheadMs, heldBack = [] } = worker;
  showFields(output, [
    ['worker', worker.id],
    ['host', `${worker.host}, process ${worker.pid}`],
    ['status', worker.status],
    ['started', renderTime(worker.startedAt, now)],
    ['seen', renderTime(worker.seenAt, now)],
    ['slots', slots && `${slots.used} of ${slots.limit}, of its fullest agent`],
    ['event loop', lagMs === undefined ? undefined : `${renderDuration(lagMs)} late`],
    ['clock', clockAheadMs === undefined ? undefined : `${clockAheadMs} ms ahead of the store's`],
    ['blocked', describeBlocked(worker)],
    ['results', describeWaiting(worker)],
    ['agents', worker.agents.map((agent) => describeAgent(agent, worker)).join(', ')],
    ...heldBack.map(
      ({ agent, limit, published, because }) =>
        ['held back', `${agent}: ${limit} of ${published} (${because.join(', ')})`] as const,
    ),
  ]);
  return EXIT.ok;
}

const describeBlocked = ({ blocked }: WorkerView): string | undefined =>
  blocked &&
  `its event loop does not turn for ${renderDuration(blocked.forMs)}: ${blocked.agents.join(', ')}`;

const describeWaiting = ({ waiting }: WorkerView): string | undefined =>
  waiting &&
  `${counted(waiting.results, 'result')}, ${renderBytes(waiting.bytes)} of ${renderBytes(waiting.maxBytes)}, not taken by the store yet`;

/** With the version of its settings, unless it does what it does by itself. */
function describeAgent(agent: string, { configVersion }: WorkerView): string {
  const version = configVersion[agent] ?? 0;
  return version === 0 ? agent : `${agent} (settings ${version})`;
}
