/**
 * Tracers and meters are kept for the whole process.
 * @jest-environment node
 */
import { findFreePort, sendRequest, until } from '@ag06/test-support';
import { afterEach, describe, expect, test } from '@jest/globals';
import { metrics as globalMetrics } from '@opentelemetry/api';
import { type Metrics, type MetricsOptions, startMetrics } from './start-metrics.ts';

const started: Metrics[] = [];
afterEach(() => Promise.all(started.splice(0).map((metrics) => metrics.stop())));

async function start(change: Partial<MetricsOptions> = {}): Promise<Metrics> {
  const metrics = await startMetrics({
    service: 'test',
    version: '1',
    host: '127.0.0.1',
    port: 0,
    ...change,
  });
  started.push(metrics);
  return metrics;
}

async function get(metrics: Metrics, path = '/metrics', method = 'GET') {
  const answer = await fetch(`http://${metrics.address}${path}`, { method });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

const sampleOf = (text: string, series: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1));
};

describe('startMetrics', () => {
  test('serves the book at /metrics, and nothing else', async () => {
    const metrics = await start();
    metrics.book.runsAccepted.at('digest').add(3);
    const { status, type, text } = await get(metrics);
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('ag06_runs_accepted_total{workflow="digest"} 3');
    expect(text).toContain('ag06_build_info{service="test",version="1",runtime="v');
    expect((await get(metrics, '/')).status).toBe(404);
    expect((await get(metrics, '/metrics', 'POST')).status).toBe(405);
  });

  test('answers nobody who calls it by a foreign name, unless it is bound to more than the loopback', async () => {
    const ask = async (host: string) => {
      const { address } = await start({ host });
      return sendRequest(`http://${address?.replace('0.0.0.0', '127.0.0.1')}/metrics`, {
        headers: { host: 'evil.example' },
      });
    };
    expect((await ask('127.0.0.1')).status).toBe(421);
    expect((await ask('0.0.0.0')).status).toBe(200);
  });

  test('takes the next free port when others have the first', async () => {
    const port = await findFreePort();
    const ports = [];
    for (let i = 0; i < 3; i++) ports.push((await start({ port })).address);
    expect(ports).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port + 1}`, `127.0.0.1:${port + 2}`]);
  });

  test("takes any free port for 0, not the exporter's default", async () => {
    const { address } = await start({ port: 0 });
    expect(address).not.toBe('127.0.0.1:9464');
    expect(address).toMatch(/^127\.0\.0\.1:[1-9]\d+$/);
  });

  test('has no address when it is off, and can be scraped all the same', async () => {
    const metrics = await start({ port: 'off' });
    expect(metrics.address).toBeUndefined();
    expect(await metrics.scrape()).toContain('ag06_build_info');
  });

  test('refuses a host that is not of this machine, and says what to set', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'METRICS_HOST_UNUSABLE',
      message: expect.stringMatching(/192\.0\.2\.1.*AG06_METRICS_HOST.*AG06_METRICS_PORT.*off/),
    });
  });

  test('tells how late the event loop was since the last scrape', async () => {
    const metrics = await start();
    const delayOf = (text: string) => sampleOf(text, 'nodejs_eventloop_delay_max');
    await until(async () => delayOf(await metrics.scrape()) >= 0);
    const blockedUntil = performance.now() + 300;
    while (performance.now() < blockedUntil);
    const text = await until(async () => {
      const scraped = await metrics.scrape();
      return delayOf(scraped) > 0.2 ? scraped : '';
    });
    expect(sampleOf(text, 'nodejs_eventloop_delay_p99')).toBeGreaterThan(0.2);
    await until(async () => delayOf(await metrics.scrape()) < 0.2);
  });

  test('tells memory and CPU of the process', async () => {
    const text = await (await start()).scrape();
    expect(sampleOf(text, 'process_memory_usage')).toBeGreaterThan(20e6);
    expect(sampleOf(text, 'v8js_memory_heap_used{v8js_heap_space_name="old_space"}')).toBeGreaterThan(1e6);
    expect(sampleOf(text, 'process_cpu_time_total{cpu_mode="user"}')).toBeGreaterThan(0.01);
    expect(sampleOf(text, 'process_uptime')).toBeGreaterThan(0);
  });

  test('serves what agents count through the API of OpenTelemetry', async () => {
    const metrics = await start();
    globalMetrics.getMeter('agent').createCounter('pages.read').add(7);
    expect(await metrics.scrape()).toContain('pages_read_total 7');
  });

  test('may be stopped twice', async () => {
    const metrics = await start();
    await Promise.all([metrics.stop(), metrics.stop()]);
    await metrics.stop();
    await expect(get(metrics)).rejects.toThrow();
  });
});
