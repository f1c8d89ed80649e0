/** `npm run bench:page [-- --full]`: how fast the dashboard shows itself, and whether very long lists stay smooth, in Chromium. */
import { parseArgs } from 'node:util';
import { launchChromium } from '@ag06/test-dashboard';
import { startRedis } from '@ag06/test-support';
import type { Page } from 'playwright-core';
import { BenchFleet, untilSo } from '../fleet/bench-fleet.ts';
import { type Figure, tellFigures } from '../fleet/figures.ts';
import { type FirstView, measureFirstView } from './first-view.ts';
import { observeLongTasks, takeLongTasks } from './long-tasks.ts';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    runs: { type: 'string' },
    items: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs ?? (values.full ? 100_000 : 5_000));
const items = Number(values.items ?? 10_000);
const LIMIT_MS = 300_000;
/** Above it a person notices that the page hangs. */
const TASK_MAX_MS = 100;
const SCREENS = 60;
const HELD = { name: 'held', steps: { nap: { wait: '30d' } } };
const LIST = {
  name: 'list',
  steps: { each: { agent: 'core.echo', forEach: '${input.of}', with: { n: '${item}' }, concurrency: 32 } },
};

await using server = await startRedis();
await using fleet = await BenchFleet.start({ brokerUrl: server.url });
for (const workflow of [HELD, LIST]) await fleet.call('POST', '/v1/workflows', workflow);
const [large = ''] = await fleet.submit(1, () => ({
  workflow: LIST.name,
  input: { of: Array.from({ length: items }, (_, n) => n) },
}));
await fleet.submit(runs, (n) => ({ workflow: HELD.name, tags: [`t-${n % 10}`] }));
await untilSo('the list is done', LIMIT_MS, async () => {
  const { status } = await fleet.call('GET', `/v1/runs/${large}`);
  return status === 'completed';
});
process.stderr.write(`${runs} runs and a step of ${items} items are there\n`);

const browser = await launchChromium();
try {
  tellFigures([...(await timeOverview()), ...(await timeLists())], values.json);
} finally {
  await browser.close();
}

async function timeOverview(): Promise<readonly Figure[]> {
  const rounds: FirstView[] = [];
  for (let round = 0; round < Number(values.rounds); round++)
    rounds.push(await measureFirstView(browser, fleet.url, /What needs a person now/));
  // What the browser alone takes for a line of text.
  const bare = await measureFirstView(browser, `${fleet.url}/health/live`, /live/);
  const median = (of: (view: FirstView) => number) =>
    rounds.map(of).sort((a, b) => a - b)[rounds.length >> 1] ?? Number.NaN;
  return [
    { name: 'browser.firstPaint', value: bare.paintMs, unit: 'ms' },
    { name: 'page.firstPaint', value: median(({ paintMs }) => paintMs), unit: 'ms', below: 1_000 },
    { name: 'page.firstView', value: median(({ contentMs }) => contentMs), unit: 'ms', below: 1_000 },
    { name: 'page.script', value: median(({ scriptBytes }) => scriptBytes), unit: 'bytes', below: 250_000 },
  ];
}

/** Opens the lists, scrolls through them, and filters. */
async function timeLists(): Promise<readonly Figure[]> {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  await observeLongTasks(page);
  const figures: Figure[] = [];
  const note = async (name: string) => {
    const { longestMs, count } = await takeLongTasks(page);
    figures.push({ name: `${name}.longestTask`, value: longestMs, unit: 'ms', below: TASK_MAX_MS });
    figures.push({ name: `${name}.longTasks`, value: count, unit: 'tasks' });
  };
  await show(page, '/runs');
  await note('runs.open');
  await scroll(page);
  await note('runs.scroll');
  await show(page, '/runs?tag=t-3');
  await scroll(page);
  await note('runs.filter');
  await show(page, `/runs/${large}?step=each`);
  await note('items.open');
  await scroll(page);
  await note('items.scroll');
  await page.close();
  return figures;
}

async function show(page: Page, path: string): Promise<void> {
  await page.goto(`${fleet.url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('load');
}

/** Turns the wheel over the middle of the page as fast as the page takes it. */
async function scroll(page: Page): Promise<void> {
  await page.mouse.move(800, 600);
  for (let screen = 0; screen < SCREENS; screen++) {
    await page.mouse.wheel(0, 2_000);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
}
