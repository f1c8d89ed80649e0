import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openCrowd, processCpuSeconds, startProcess, startRedis, until } from '@ag06/test-support';

/** What readers of the feed cost one dispatcher: memory for each, and the time until all of them have an event. */
const { values } = parseArgs({
  options: {
    readers: { type: 'string', multiple: true, default: ['500', '2000', '5000'] },
    runs: { type: 'string', default: '50' },
  },
});
const perReader = (kb: number, readers: number): string => (kb / readers).toFixed(1);
const WORKFLOW = { name: 'told', steps: { a: { agent: 'nobody.serves' } } };

for (const readers of values.readers.map(Number)) {
  await using redis = await startRedis();
  await using dispatcher = await startProcess({
    entry: new URL('../../../services/dispatcher/src/main.ts', import.meta.url),
    env: { AG06_BROKER_URL: redis.url, AG06_HTTP_PORT: '0', AG06_FEED_READERS: String(readers) },
  });
  const [, url = ''] = await dispatcher.waitForLine(/ready at (http:[^"]+)/, 30_000);
  await post(`${url}/v1/workflows`, WORKFLOW);
  await submit(url);
  const before = readUsage(dispatcher.pid);
  await using crowd = await openCrowd(`${url}/v1/feed`, readers);
  const opened = readUsage(dispatcher.pid);
  const from = performance.now();
  let last = '';
  for (let run = 0; run < Number(values.runs); run++) last = await submit(url);
  await until(() => crowd.heard(last) === readers, { timeoutMs: 120_000, everyMs: 100 });
  const ms = performance.now() - from;
  const told = readUsage(dispatcher.pid);
  const events = 3 * Number(values.runs) * readers;
  process.stdout.write(
    `${String(readers).padStart(6)} readers: ${perReader(opened.rssKb - before.rssKb, readers)} KB each when open, ` +
      `${perReader(told.rssKb - before.rssKb, readers)} KB after ${events} events; ` +
      `RSS ${Math.round(told.rssKb / 1024)} MB; ${(((told.cpuMs - opened.cpuMs) * 1_000) / events).toFixed(1)} us CPU an event and reader; ` +
      `${values.runs} runs told to all in ${Math.round(ms)} ms\n`,
  );
}

/** Of a process, from its start: Linux only. */
function readUsage(pid: number): { readonly rssKb: number; readonly cpuMs: number } {
  const [, rss = ''] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { rssKb: Number(rss), cpuMs: 1_000 * processCpuSeconds(pid) };
}

async function submit(url: string): Promise<string> {
  return ((await post(`${url}/v1/runs`, { workflow: WORKFLOW.name, input: null })) as { runId: string })
    .runId;
}

async function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
