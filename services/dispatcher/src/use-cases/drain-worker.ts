import { Refusal } from '@ag06/contracts';
import type { Store } from '@ag06/store';
import { WORKER_SEEN_WITHIN_MS } from './worker-seen.ts';

/**
 * Asks a worker to drain, as SIGTERM does: it takes no new work, finishes or hands back its deliveries, and exits. The
 * request reaches it within a second, at the latest with its next heartbeat. Returns whether it was asked before.
 *
 * Throws `Refusal` WORKER_UNKNOWN or WORKER_NOT_DRAINABLE.
 */
export async function drainWorker(
  { fleet, shared }: Pick<Store, 'fleet' | 'shared'>,
  id: string,
): Promise<{ readonly wasAsked: boolean }> {
  const workers = await fleet.listWorkers(WORKER_SEEN_WITHIN_MS);
  const worker = workers.find((one) => one.id === id);
  if (worker === undefined) throw unknownWorker(id);
  if (worker.drains !== 'on-word') {
    const why =
      worker.drains === 'with-its-fleet'
        ? 'It is a part of an embedded fleet, which is one process: stop that.'
        : 'It is of an older release, which takes no such word: send its process a SIGTERM.';
    throw new Refusal(409, 'WORKER_NOT_DRAINABLE', `The worker ${id} cannot be told to drain. ${why}`);
  }
  const documents = await shared.list('drain');
  const known = new Set(workers.map((one) => one.id));
  // Of workers that were killed before they could take the word away.
  const left = documents.filter(({ name }) => !known.has(name));
  await Promise.all(left.map(({ name, version }) => shared.remove('drain', name, version)));
  const wasAsked = documents.some(({ name }) => name === id);
  if (!wasAsked) await shared.swap('drain', id, 0, '{}');
  return { wasAsked };
}

export const unknownWorker = (id: string): Refusal =>
  new Refusal(
    404,
    'WORKER_UNKNOWN',
    `There is no worker ${id.slice(0, 100)}. GET /v1/workers lists those that live.`,
  );
