import { networkInterfaces } from 'node:os';
import type { Store } from '@ag06/store';
import { type Metrics, startMetrics } from '@ag06/telemetry';
import type { Logger } from 'pino';
import { Heartbeat } from './heartbeat.ts';
import type { SharedConfig } from './shared-settings.ts';
import { VERSION } from './version.ts';

/** The metrics of a service's process, from its start to its end. */
export interface ServiceMetrics extends Pick<Metrics, 'book' | 'scrape'> {
  /** Lists this process among the targets of the fleet, once there is a store. */
  announce(id: string, store: Pick<Store, 'shared'>): void;
  /** May be called twice. */
  stop(): Promise<void>;
}

/**
 * Serves the metrics of this process as the settings say, and says where.
 *
 * @param service `dispatcher`, `agent-worker`, `optimizer`, or `fleet` for all in one process
 * @throws Refusal METRICS_HOST_UNUSABLE
 */
export async function openMetrics(
  service: string,
  { metrics: { host, port } }: Pick<SharedConfig, 'metrics'>,
  log: Logger,
): Promise<ServiceMetrics> {
  const metrics = await startMetrics({ service, version: VERSION, host, port });
  const { book, address } = metrics;
  if (address !== undefined) log.info({ address }, `metrics at http://${address}/metrics`);
  let heartbeat: Heartbeat | undefined;
  return {
    book,
    scrape: () => metrics.scrape(),
    announce(id, { shared }) {
      if (address === undefined) return;
      const text = JSON.stringify({ service, address: toReachable(address) });
      heartbeat = new Heartbeat({ shared, kind: 'target', id, text, log });
      heartbeat.start();
    },
    async stop() {
      await Promise.all([heartbeat?.stop(), metrics.stop()]);
    },
  };
}

/** Other machines cannot use `0.0.0.0` or `[::]`, so the first address of this machine stands for it. */
function toReachable(address: string): string {
  const [, port] = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(address) ?? [];
  if (port === undefined) return address;
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  const outer = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return `${outer?.address ?? '127.0.0.1'}:${port}`;
}
