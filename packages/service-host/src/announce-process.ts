import type { ProcessRecord } from '@ag06/contracts';
import type { Store } from '@ag06/store';
import type { Logger } from 'pino';
import { Heartbeat } from './heartbeat.ts';
import { VERSION } from './version.ts';

/**
 * Tells the fleet every few seconds that this process lives, and how much its program knows of the store. Dispatchers raise
 * the layout of the store once all processes can read the newer one.
 *
 * @param service `dispatcher`, `agent-worker` or `optimizer`
 */
export function announceProcess(
  service: string,
  id: string,
  { shared, layout }: Pick<Store, 'shared' | 'layout'>,
  log: Logger,
): Pick<Heartbeat, 'stop'> {
  const knows = { forks: true, archivedGroups: true };
  const record: ProcessRecord = { service, version: VERSION, layout: layout?.newest ?? 0, ...knows };
  const heartbeat = new Heartbeat({ shared, kind: 'process', id, text: JSON.stringify(record), log });
  heartbeat.start();
  return heartbeat;
}
