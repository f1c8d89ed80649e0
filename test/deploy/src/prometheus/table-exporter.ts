import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS, type MetricDefinition, toPrometheusLabel, toPrometheusName } from '@ag06/telemetry';

/** Values of the labels that queries name; any other label has one value. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: ['waiting', 'active', 'delayed'],
  status: ['completed', 'failed', 'timed_out', 'cancelled'],
  outcome: ['ok', 'error', 'timeout', '429', 'done', 'refused', 'failed'],
  queue: ['agent.core.echo', 'ag06.submissions'],
  agent: ['core.echo'],
  code: ['STORE_FULL', 'STORE_UNAVAILABLE', 'STORE_REPLY_INVALID'],
  operation: ['runs.claim', 'runs.commit'],
  to: ['open', 'closed'],
  reason: ['latency', 'ROLLBACK'],
};

/** A target of Prometheus that tells every metric of the table with every label, and nothing else. */
export interface TableExporter extends AsyncDisposable {
  /** In the form of Prometheus's HTTP service discovery: one target as each service. */
  readonly targetsUrl: string;
}

export async function startTableExporter(services: readonly string[]): Promise<TableExporter> {
  let scrapes = 0;
  const server = createServer((request, response) => {
    if (request.url === '/targets') sendTargets(response);
    else send(response, 'text/plain; version=0.0.4', toText(++scrapes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function sendTargets(response: ServerResponse): void {
    const targets = services.map((service) => ({
      targets: [`127.0.0.1:${port}`],
      labels: { service, __metrics_path__: `/metrics/${service}` },
    }));
    send(response, 'application/json', JSON.stringify(targets));
  }

  return {
    targetsUrl: `http://127.0.0.1:${port}/targets`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const send = (response: ServerResponse, type: string, text: string): void => {
  response.writeHead(200, { 'content-type': type }).end(text);
};

/** The exposition at the n-th scrape: counters and histograms rise, gauges are 1. */
const toText = (scrape: number): string =>
  Object.values(METRICS)
    .flatMap((metric: MetricDefinition) =>
      combine(metric.labels).flatMap((labels) => toLines(metric, labels, scrape)),
    )
    .map((line) => `${line}\n`)
    .join('');

function toLines(metric: MetricDefinition, labels: string, scrape: number): readonly string[] {
  const name = toPrometheusName(metric);
  if (metric.kind !== 'histogram') return [`${name}{${labels}} ${metric.kind === 'counter' ? scrape : 1}`];
  const bounds = [...(metric.buckets ?? []).map(String), '+Inf'];
  const separator = labels === '' ? '' : ',';
  return [
    ...bounds.map(
      (bound, index) => `${name}_bucket{${labels}${separator}le="${bound}"} ${scrape * (index + 1)}`,
    ),
    `${name}_count{${labels}} ${scrape * bounds.length}`,
    `${name}_sum{${labels}} ${scrape}`,
  ];
}

/** Every combination of the labels' values. */
const combine = (labels: readonly string[]): readonly string[] =>
  labels.reduce<readonly string[]>(
    (combined, label) =>
      combined.flatMap((before) =>
        (VALUES[label] ?? ['one']).map((value) =>
          [before, `${toPrometheusLabel(label)}="${value}"`].filter(Boolean).join(','),
        ),
      ),
    [''],
  );
