import { diag } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { BookProducer } from './book-producer.ts';
import type { MetricBook } from './metric-book.ts';

export interface ServiceIdentity {
  /** `dispatcher`, `agent-worker`, `optimizer`, or `fleet` for all in one process. */
  readonly service: string;
  readonly version: string;
}

/** Exports a book to Prometheus through OpenTelemetry's exporter. */
export class MetricsExporter {
  /** Exports the instruments of others, such as agents' handlers, beside the book. */
  readonly provider: MeterProvider;
  readonly #exporter: PrometheusExporter;
  // No prefix, no timestamps, and no labels of scope or resource on every line.
  readonly #serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  readonly #beforeScrape: (() => void)[] = [];

  constructor(book: MetricBook, { service, version }: ServiceIdentity) {
    this.#exporter = new PrometheusExporter({
      // The exporter's own server reports a taken port to nobody, and reads port 0 as 9464.
      preventServerStart: true,
      metricProducers: [new BookProducer(book)],
    });
    this.provider = new MeterProvider({
      resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: service, [ATTR_SERVICE_VERSION]: version }),
      readers: [this.#exporter],
    });
  }

  /** Calls `act` before each scrape. It must do no I/O. */
  onScrape(act: () => void): void {
    this.#beforeScrape.push(act);
  }

  /** Returns all metrics in the text format of Prometheus, from memory. */
  async scrape(): Promise<string> {
    for (const act of this.#beforeScrape) act();
    const { resourceMetrics, errors } = await this.#exporter.collect();
    for (const error of errors) diag.error('A metric could not be read.', error);
    return this.#serializer.serialize(resourceMetrics);
  }

  stop(): Promise<void> {
    return this.provider.shutdown();
  }
}
