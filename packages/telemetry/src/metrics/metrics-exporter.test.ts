import { describe, expect, test } from '@jest/globals';
import { METRICS, toPrometheusLabel, toPrometheusName, toSeriesNames } from '../names/metric-names.ts';
import type { CounterFamily } from './counter-family.ts';
import type { GaugeFamily } from './gauge-family.ts';
import type { HistogramFamily } from './histogram-family.ts';
import { createMetricBook, type MetricBook } from './metric-book.ts';
import { MetricsExporter } from './metrics-exporter.ts';

const open = (book: MetricBook) => new MetricsExporter(book, { service: 'test', version: '1.2.3' });

/** Writes something into every family. */
function fill(book: MetricBook): void {
  for (const family of Object.values(book) as unknown as (CounterFamily | GaugeFamily | HistogramFamily)[]) {
    const values = family.definition.labels.map((label) => `a ${label}`);
    if ('replace' in family) family.replace([[1, ...values]]);
    else if (family.definition.kind === 'counter') (family as CounterFamily).at(...values).add();
    else (family as HistogramFamily).at(...values).record(0.5);
  }
}

const linesOf = (text: string, start: string): string[] =>
  text.split('\n').filter((line) => line.startsWith(start));

describe('the exporter', () => {
  test('exports every metric of the table under the name, kind and labels that the table says', async () => {
    const book = createMetricBook();
    fill(book);
    const text = await open(book).scrape();
    for (const metric of Object.values(METRICS)) {
      expect(text).toContain(`# TYPE ${toPrometheusName(metric)} ${metric.kind}\n`);
      const labels = metric.labels.map((label) => `${toPrometheusLabel(label)}="a ${label}"`);
      for (const series of toSeriesNames(metric)) {
        const bucket = series.endsWith('_bucket') ? ['le="+Inf"'] : [];
        const all = [...labels, ...bucket].join(',');
        expect(text).toContain(`\n${series}${all === '' ? '' : `{${all}}`} `);
      }
    }
  });

  test('counts a value on a bound to the bucket below it', async () => {
    const book = createMetricBook();
    const cell = book.stepDuration.at('core.echo');
    for (const seconds of [0.001, 0.0011, 0.0025, 4, 9000]) cell.record(seconds);
    cell.recordMs(250);
    const text = await open(book).scrape();
    const bucket = (le: string) =>
      linesOf(text, `ag06_step_duration_seconds_bucket{agent="core.echo",le="${le}"}`)[0];
    expect(bucket('0.001')).toMatch(/ 1$/);
    expect(bucket('0.0025')).toMatch(/ 3$/);
    expect(bucket('0.25')).toMatch(/ 4$/);
    expect(bucket('5')).toMatch(/ 5$/);
    expect(bucket('900')).toMatch(/ 5$/);
    expect(bucket('+Inf')).toMatch(/ 6$/);
    expect(linesOf(text, 'ag06_step_duration_seconds_sum')[0]).toMatch(/ 9004\.2546$/);
  });

  test('leaves out a row that is gone', async () => {
    const book = createMetricBook();
    const exporter = open(book);
    book.queueDepth.replace([
      [3, 'agent.a', 'waiting'],
      [4, 'agent.b', 'waiting'],
    ]);
    await exporter.scrape();
    book.queueDepth.replace([[5, 'agent.a', 'waiting']]);
    expect(linesOf(await exporter.scrape(), 'ag06_queue_depth')).toEqual([
      'ag06_queue_depth{queue="agent.a",state="waiting"} 5',
    ]);
  });

  test('reads rows at each scrape, and adds up those of several parts of a process', async () => {
    const book = createMetricBook();
    const exporter = open(book);
    let inUse = 1;
    const stop = book.slotsInUse.read(() => [[inUse, 'core.echo']]);
    book.slotsInUse.read(() => [[10, 'core.echo']]);
    inUse = 2;
    expect(linesOf(await exporter.scrape(), 'ag06_slots_in_use')).toEqual([
      'ag06_slots_in_use{agent="core.echo"} 12',
    ]);
    stop();
    expect(await exporter.scrape()).toContain('ag06_slots_in_use{agent="core.echo"} 10');
  });

  test('escapes label values, and exports the instruments of others beside the book', async () => {
    const book = createMetricBook();
    const exporter = open(book);
    book.deadLetters.at('a"b\\c\nd').add();
    exporter.provider.getMeter('an agent').createCounter('orders.placed').add(2);
    const text = await exporter.scrape();
    expect(text).toContain('ag06_dead_letters_total{reason="a\\"b\\\\c\\nd"} 1');
    expect(text).toContain('orders_placed_total 2');
    expect(text).toContain('target_info{service_name="test",service_version="1.2.3"} 1');
  });
});

describe('a bound on label values', () => {
  const NAMES = 10_000;
  const names = Array.from({ length: NAMES }, (_, i) => `name-${i}`);

  test('turns 10,000 workflows into 200 series of a counter and one for the rest, without a lost count', async () => {
    const book = createMetricBook();
    for (const name of names) book.runsAccepted.at(name).add();
    for (const name of names) book.runsAccepted.at(name).add();
    const lines = linesOf(await open(book).scrape(), 'ag06_runs_accepted_total{');
    expect(lines).toHaveLength(201);
    expect(lines).toContain(`ag06_runs_accepted_total{workflow="other"} ${2 * (NAMES - 200)}`);
    expect(lines).toContain('ag06_runs_accepted_total{workflow="name-199"} 2');
  });

  test('turns 10,000 agents into 500 histograms and one for the rest, and reports it', async () => {
    const book = createMetricBook();
    for (const name of names) book.stepDuration.at(name).record(1);
    const text = await open(book).scrape();
    const lines = linesOf(text, 'ag06_step_duration_seconds_count{');
    expect(lines).toHaveLength(501);
    expect(lines).toContain(`ag06_step_duration_seconds_count{agent="other"} ${NAMES - 500}`);
    expect(text).toContain(`ag06_labels_folded_total{metric="ag06.step.duration.seconds"} ${NAMES - 500}`);
  });

  test('is separate for each label', async () => {
    const book = createMetricBook();
    for (const name of names) {
      book.runsEnded.at(name, 'completed').add();
      book.runsEnded.at(name, 'failed').add();
    }
    expect(linesOf(await open(book).scrape(), 'ag06_runs_ended_total{')).toHaveLength(402);
  });

  test('turns 10,000 queues into 500 rows of a gauge and their sum, or their highest value', async () => {
    const book = createMetricBook();
    book.queueDepth.replace(names.map((name) => [2, name, 'waiting']));
    book.oldestReady.replace(names.map((name, i) => [i, name]));
    const text = await open(book).scrape();
    expect(linesOf(text, 'ag06_queue_depth{')).toHaveLength(501);
    expect(text).toContain(`ag06_queue_depth{queue="other",state="waiting"} ${2 * (NAMES - 500)}`);
    expect(text).toContain(`ag06_queue_oldest_ready_seconds{queue="other"} ${NAMES - 1}`);
  });

  test('cuts a name that is too long', async () => {
    const book = createMetricBook();
    book.runsAccepted.at('x'.repeat(10_000)).add();
    expect(linesOf(await open(book).scrape(), 'ag06_runs_accepted_total{')[0]?.length).toBeLessThan(200);
  });
});
