/**
 * `npm run bench:page [-- --full]`: how fast the dashboard shows itself, and whether very long lists stay smooth while one
 * scrolls and filters and runs come and end, in Chromium. Medians of the rounds. Ends with code 1 if a target is missed. Also
 * `--runs N`, `--items N`, `--rounds N`, and `--per-second N` runs that come meanwhile.
 */
import { parseArgs } from 'node:util';
import { launchChromium } from '@ag06/test-dashboard';
import { startRedis } from '@ag06/test-support';
import { BenchFleet, untilSo } from '../fleet/bench-fleet.ts';
import { type Figure, tellFigures } from '../fleet/figures.ts';
import { type FirstView, measureFirstView } from './first-view.ts';
import { openCold, ROW, travel } from './journey.ts';
import type { Smoothness } from './long-tasks.ts';
import { Trickle } from './trickle.ts';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    runs: { type: 'string' },
    items: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    'per-second': { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs ?? (values.full ? 100_000 : 5_000));
const items = Number(values.items ?? 10_000);
const rounds = Array.from({ length: Number(values.rounds) }, (_, round) => round);
const LIMIT_MS = 300_000;
/** Above it a person notices that the page hangs. */
const TASK_MAX_MS = 100;
const SCREENS = 60;
const ENDS = Math.min(50, Math.floor(runs / 200));
const HELD = { name: 'held', attributes: { lot: '${input.lot}' }, steps: { nap: { wait: '30d' } } };
const LIST = {
  name: 'list',
  steps: { each: { agent: 'core.echo', forEach: '${input.of}', with: { n: '${item}' }, concurrency: 32 } },
};
/** Ends at once; one in ten fails. */
const BRIEF = {
  name: 'brief',
  steps: {
    ask: { agent: 'core.fail', with: { times: '${input.isGood ? 0 : 1}', retryable: false } },
  },
};

await using server = await startRedis();
await using fleet = await BenchFleet.start({ brokerUrl: server.url });
for (const workflow of [HELD, LIST, BRIEF]) await fleet.call('POST', '/v1/workflows', workflow);
const [large = ''] = await fleet.submit(1, () => ({
  workflow: LIST.name,
  input: { of: Array.from({ length: items }, (_, n) => n) },
}));
await fleet.submit(runs, (n) => ({
  workflow: HELD.name,
  input: { lot: n % 100 },
  tags: [`t-${n % 10}`],
}));
await untilSo('the list is done', LIMIT_MS, async () => {
  const { status } = await fleet.call('GET', `/v1/runs/${large}`);
  return status === 'completed';
});
process.stderr.write(`${runs} runs and a step of ${items} items are there\n`);

const browser = await launchChromium();
try {
  const overview = await timeOverview();
  await using _ = new Trickle(fleet, BRIEF.name, Number(values['per-second']));
  const failed = '/v1/runs?status=failed&limit=1';
  await untilSo('a run failed', LIMIT_MS, async () => (await fleet.call('GET', failed)).items.length > 0);
  tellFigures([...overview, ...(await timeCold()), ...(await timeLists())], values.json);
} finally {
  await browser.close();
}

async function timeOverview(): Promise<readonly Figure[]> {
  const views: FirstView[] = [];
  for (const _ of rounds) views.push(await measureFirstView(browser, fleet.url, /What needs a person now/));
  // What the browser alone takes for a line of text.
  const bare = await measureFirstView(browser, `${fleet.url}/health/live`, /live/);
  const of = (name: keyof FirstView) => median(views.map((view) => view[name]));
  return [
    { name: 'browser.firstPaint', value: bare.paintMs, unit: 'ms' },
    { name: 'page.firstPaint', value: of('paintMs'), unit: 'ms', below: 1_000 },
    { name: 'page.firstView', value: of('contentMs'), unit: 'ms', below: 1_000 },
    { name: 'page.script', value: of('scriptBytes'), unit: 'bytes', below: 250_000 },
  ];
}

/** The list of runs as the first document of a new window, beside a line of text there. Has no target. */
async function timeCold(): Promise<readonly Figure[]> {
  const [bare, cold]: [Smoothness[], Smoothness[]] = [[], []];
  for (const _ of rounds) {
    bare.push(await openCold(browser, `${fleet.url}/health/live`, 'body'));
    cold.push(await openCold(browser, `${fleet.url}/runs`, ROW));
  }
  return [...toFigures('browser.cold', bare), ...toFigures('runs.cold', cold)];
}

async function timeLists(): Promise<readonly Figure[]> {
  const byPart = new Map<string, Smoothness[]>();
  for (const _ of rounds)
    for (const [part, smoothness] of await travel(browser, {
      url: fleet.url,
      large,
      ends: ENDS,
      screens: SCREENS,
    }))
      byPart.set(part, [...(byPart.get(part) ?? []), smoothness]);
  return [...byPart].flatMap(([part, all]) => toFigures(part, all, TASK_MAX_MS));
}

function toFigures(part: string, all: readonly Smoothness[], below?: number): readonly Figure[] {
  const longest = median(all.map(({ longestMs }) => longestMs));
  return [
    { name: `${part}.longestTask`, value: longest, unit: 'ms', ...(below !== undefined && { below }) },
    { name: `${part}.longestOfAll`, value: Math.max(...all.map(({ longestMs }) => longestMs)), unit: 'ms' },
    { name: `${part}.longTasks`, value: median(all.map(({ count }) => count)), unit: 'tasks' },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
