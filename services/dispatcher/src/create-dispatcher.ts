import { randomBytes } from 'node:crypto';
import type { Backend } from '@ag06/backend';
import type { ObjectStore } from '@ag06/objects';
import type { ServiceMetrics } from '@ag06/service-host';
import type { Logger } from 'pino';
import type { DispatcherConfig } from './config.ts';
import { Dispatcher } from './dispatcher.ts';
import { findDashboard } from './find-dashboard.ts';

export const createDispatcherId = (): string => `d-${randomBytes(4).toString('hex')}`;

/** Creates a dispatcher on an open backend from its settings. `objects`: the place that `config.archive` names. */
export function createDispatcher(
  id: string,
  config: DispatcherConfig,
  backend: Backend,
  log: Logger,
  metrics: Pick<ServiceMetrics, 'book' | 'scrape'>,
  objects: ObjectStore | undefined,
): Dispatcher {
  return new Dispatcher({
    id,
    store: backend.store,
    broker: backend.broker,
    log,
    host: config.host,
    port: config.port,
    hostNames: config.hostNames,
    dashboard: config.hasDashboard ? findDashboard() : undefined,
    links: config.links,
    retentionMs: config.retentionMs,
    objects,
    isArchiveSet: config.isArchiveSet,
    keep: config.keep,
    dedupeTtlMs: config.dedupeTtlMs,
    storeBytes: config.storeBytes,
    feed: config.feed,
    streams: config.streams,
    streamRetention: config.streamRetention,
    streamLateMs: config.streamLateMs,
    isStoreUp: () => backend.isUp(),
    reconnects: () => backend.reconnects(),
    book: metrics.book,
    scrape: metrics.scrape,
  });
}
