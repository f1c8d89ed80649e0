import { metrics as globalMetrics } from '@opentelemetry/api';
import { createMetricBook, type MetricBook } from './metric-book.ts';
import { MetricsEndpoint } from './metrics-endpoint.ts';
import { MetricsExporter, type ServiceIdentity } from './metrics-exporter.ts';
import { ProcessMetrics } from './process-metrics.ts';

export interface MetricsOptions extends ServiceIdentity {
  readonly host: string;
  /** The first port to try, 0 for any free one; `off`: no port of its own. */
  readonly port: number | 'off';
}

/** The metrics of this process, and where they can be read. */
export interface Metrics {
  readonly book: MetricBook;
  /** `host:port` of the endpoint; undefined if it is off. */
  readonly address: string | undefined;
  /** Returns all metrics in the text format of Prometheus, from memory. */
  scrape(): Promise<string>;
  /** May be called twice. */
  stop(): Promise<void>;
}

/**
 * Creates the book of this process and serves it, together with instruments that others create through
 * `@opentelemetry/api`. Once per process, however many parts it has.
 *
 * @throws Refusal METRICS_HOST_UNUSABLE
 */
export async function startMetrics(options: MetricsOptions): Promise<Metrics> {
  const { service, version, host, port } = options;
  const book = createMetricBook();
  const exporter = new MetricsExporter(book, { service, version });
  const ofProcess = new ProcessMetrics(book);
  globalMetrics.setGlobalMeterProvider(exporter.provider);
  exporter.onScrape(() => ofProcess.sample());
  book.buildInfo.replace([[1, service, version, process.version]]);
  const scrape = () => exporter.scrape();
  const endpoint = port === 'off' ? undefined : new MetricsEndpoint({ host, port, scrape });
  const found = await endpoint?.start();
  ofProcess.start();
  let stopping: Promise<void> | undefined;
  return {
    book,
    address: found === undefined ? undefined : toAddress(host, found),
    scrape,
    stop() {
      ofProcess.stop();
      globalMetrics.disable();
      stopping ??= Promise.all([endpoint?.stop(), exporter.stop()]).then(() => {});
      return stopping;
    },
  };
}

/** Puts IPv6 addresses in brackets. */
const toAddress = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
