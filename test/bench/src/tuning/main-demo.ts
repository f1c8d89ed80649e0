import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@ag06/client';
import { Feeder, WORKFLOW } from './feeder.ts';
import { plotHead, toPlotLine, wrapText } from './plot-line.ts';
import type { Scenario } from './scenario.ts';
import { startService } from './service-process.ts';
import { startTunedFleet } from './tuned-fleet.ts';
import { DEFAULT_ATTEMPT_COST, DEFAULT_WORTH, toObjective } from './worth.ts';

/**
 * Two minutes of a fleet with one worker, on a Redis of its own: first as it is by default, then with its optimizer live. The
 * service answers most calls at 50 in flight, and the default is 10.
 */
const SCENARIO: Scenario = {
  name: 'knee',
  says: '',
  seconds: 120,
  bar: 1.3,
  service: {
    medians: [0.4],
    variation: 0.3,
    knee: { contention: 0.003, best: 50 },
    acceptsPerSecond: null,
    failureShare: 0,
    outages: [],
    slow: { share: 0, factor: 1 },
  },
  demand: 'backlog',
  shares: [1],
  worth: [DEFAULT_WORTH],
  attemptCost: DEFAULT_ATTEMPT_COST,
};
const AGENT = 'bench.call';
const DEFAULT_SLOTS = 10;
const STATIC_SECONDS = 24;
const LINE_SECONDS = 2;
const FEED_EVERY_MS = 100;
const INDENT = '       ';

const { isTTY, columns = 80 } = process.stdout;
const paint = (code: number, text: string): string => (isTTY ? `\u001b[${code}m${text}\u001b[0m` : text);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const sayWrapped = (text: string, code: number): void => {
  for (const line of wrapText(text, Math.min(120, columns), INDENT)) say(paint(code, line));
};

say('A fleet calls a service that answers most calls a second at 50 in flight. Nobody has told the fleet.');
say(
  `For ${STATIC_SECONDS} s it runs as it is by default, with ${DEFAULT_SLOTS} slots; then its optimizer may act.`,
);
say('');
await using service = await startService(SCENARIO.service, 1);
const objective = toObjective(SCENARIO.worth, SCENARIO.attemptCost);
await using fleet = await startTunedFleet({ mode: 'live', workers: 1, serviceUrl: service.url, objective });
const client = new Client({ url: fleet.url });
await client.tuning.setPolicy(AGENT, { mode: 'off', reason: 'the demo begins with the default' });
await client.workflows.push(WORKFLOW);
const feeder = new Feeder({ client, scenario: SCENARIO, service, seed: 1, backlog: 400 });
const frame = { perSecondMax: 70, concurrencyMax: 80, columns };
say(paint(1, plotHead(frame)));

const begun = performance.now();
const secondsNow = (): number => (performance.now() - begun) / 1_000;
const rates: { readonly t: number; readonly perSecond: number }[] = [];
let told = 0;
let isLive = false;
let before = { t: 0, answered: 0 };

async function tellDecisions(): Promise<void> {
  const { items } = await client.tuning.history(AGENT);
  for (const { number, sentence } of items.toReversed()) {
    if (number <= told) continue;
    told = number;
    sayWrapped(sentence.replace(/ Undo: .*$/, ''), 36);
  }
}

for (let line = LINE_SECONDS; line <= SCENARIO.seconds; ) {
  await feeder.feed(secondsNow());
  const t = secondsNow();
  if (!isLive && t >= STATIC_SECONDS) {
    isLive = true;
    await client.tuning.setPolicy(AGENT, { mode: 'live', reason: 'the demo lets the optimizer act' });
    sayWrapped(`The optimizer may act now: ag06 tuning mode ${AGENT} live`, 33);
  }
  if (t >= line) {
    line = (Math.floor(t / LINE_SECONDS) + 1) * LINE_SECONDS;
    const { answered } = await service.figures();
    const { published } = await client.tuning.show(AGENT);
    const perSecond = (answered - before.answered) / (t - before.t);
    before = { t, answered };
    rates.push({ t, perSecond });
    say(toPlotLine({ t, perSecond, concurrency: published?.settings.concurrency ?? DEFAULT_SLOTS }, frame));
    await tellDecisions();
  }
  await delay(FEED_EVERY_MS);
}

const mean = (from: number, to: number): number => {
  const some = rates.filter(({ t }) => t > from && t <= to);
  return some.reduce((sum, { perSecond }) => sum + perSecond, 0) / Math.max(1, some.length);
};
// The first seconds of the fleet are those of every start.
const [byDefault, tuned] = [mean(4, STATIC_SECONDS), mean(SCENARIO.seconds - 20, Number.POSITIVE_INFINITY)];
const { published } = await client.tuning.show(AGENT);
say('');
say(paint(1, `By default: ${byDefault.toFixed(1)} steps a second with ${DEFAULT_SLOTS} slots.`));
say(
  paint(
    1,
    `Tuned, in the last 20 s: ${tuned.toFixed(1)} steps a second with ${published?.settings.concurrency ?? DEFAULT_SLOTS} slots, ` +
      `${(tuned / byDefault).toFixed(2)} times as many.`,
  ),
);
say('A person may take all of it back, or lock what is in force: see docs/tuning.md.');
