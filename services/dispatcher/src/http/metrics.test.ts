import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestDispatcher, type TestDispatcher } from './testing/test-dispatcher.ts';

let dispatcher: TestDispatcher;
let port: string;
beforeAll(async () => {
  dispatcher = await startTestDispatcher();
  [, port = ''] = await dispatcher.process.waitForLine(/metrics at (http:[^"]+)/);
}, 60_000);
afterAll(() => dispatcher.stop());

const scrape = async (url = port): Promise<string> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return answer.text();
};
const sampleOf = (text: string, series: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length),
  );

describe('the metrics of a dispatcher', () => {
  it('are the same at its own port and at that of the API', async () => {
    const names = (text: string) => text.match(/^# TYPE .*$/gm);
    await until(async () => (await scrape()).includes('ag06_workers_live'));
    expect(names(await scrape(`${dispatcher.url}/metrics`))).toEqual(names(await scrape()));
  });

  it('count each request by method, route and status, and never by its path', async () => {
    await fetch(`${dispatcher.url}/v1/runs/r0-000000000aaaaaaaaaaaa`);
    await fetch(`${dispatcher.url}/nowhere/${'x'.repeat(50)}`);
    const labels = (route: string, method = 'GET', status = 404) =>
      `http_server_request_duration_count{http_request_method="${method}",http_route="${route}",http_response_status_code="${status}"}`;
    const text = await until(async () => {
      const found = await scrape();
      return sampleOf(found, labels('unknown')) === 1 ? found : '';
    });
    expect(sampleOf(text, labels('/v1/runs/:id'))).toBe(1);
    expect(text).not.toContain('nowhere');
    // It lasts as long as its run, which says nothing of how soon others are answered.
    await fetch(`${dispatcher.url}/v1/runs?wait=1ms`, { method: 'POST' });
    await until(async () => sampleOf(await scrape(), labels('/v1/runs?wait', 'POST', 415)) === 1);
    expect(sampleOf(text, 'http_server_active_requests{http_request_method="GET"}')).toBe(0);
  });

  it('list themselves as a target', async () => {
    const targets = await until(async () => {
      const listed = (await (await fetch(`${dispatcher.url}/v1/targets`)).json()) as object[];
      return listed.length > 0 ? listed : undefined;
    });
    const labels = { service: 'dispatcher', instance_id: expect.stringMatching(/^d-/) };
    expect(targets).toEqual([{ targets: [new URL(port).host], labels }]);
  });

  it('are answered at once while the store is away, with the last known values and their age', async () => {
    const series = 'ag06_queue_depth{queue="ag06.submissions",state="waiting"}';
    await until(async () => sampleOf(await scrape(), series) === 0);
    dispatcher.redis.pause();
    try {
      const text = await until(
        async () => {
          const found = await scrape();
          return sampleOf(found, 'ag06_facts_age_seconds') > 4 ? found : '';
        },
        { timeoutMs: 15_000 },
      );
      expect(sampleOf(text, series)).toBe(0);
      expect(sampleOf(await scrape(`${dispatcher.url}/metrics`), 'ag06_facts_age_seconds')).toBeGreaterThan(
        4,
      );
    } finally {
      dispatcher.redis.resume();
    }
    await until(async () => sampleOf(await scrape(), 'ag06_facts_age_seconds') < 3);
  }, 60_000);
});
