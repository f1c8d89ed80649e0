import { parseArgs } from 'node:util';
import { parseSeeds } from '@ag06/test-tuning';
import { toBestSettings } from './best-settings.ts';
import { type Play, playScenario } from './play-scenario.ts';
import { type ComparedSeed, compareArms } from './quick/compare-arms.ts';
import { SCENARIOS, type Scenario, type ScenarioName } from './scenario.ts';
import { createScenario } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    scenarios: { type: 'string', default: SCENARIOS.join(',') },
    seeds: { type: 'string', default: 'tuning:1' },
    minutes: { type: 'string' },
    best: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    pauses: { type: 'string', default: '0' },
  },
});
const seconds = values.minutes === undefined ? undefined : 60 * readMinutes(values.minutes);
const say = (line: string) => void process.stderr.write(`${line}\n`);

function readNames(text: string): readonly ScenarioName[] {
  return text.split(',').map((word) => {
    const name = SCENARIOS.find((one) => one === word);
    if (name === undefined)
      throw new Error(`--scenarios: expected some of ${SCENARIOS.join(',')}, got ${word}`);
    return name;
  });
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (minutes > 0 && Number.isFinite(minutes)) return minutes;
  throw new Error(`--minutes: expected a number above 0, got ${text}`);
}

function readPauses(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > 100)
    throw new Error(`--pauses: expected a number from 0 to 100, got ${text}`);
  if (count > 0 && !values.quick)
    throw new Error('--pauses: only with --quick, where the machine is a model');
  return count;
}

/** A line of the table; the command ends with 1 if one of them does not reach its bar. */
interface Row {
  readonly isMet: boolean;
  readonly [figure: string]: unknown;
}

/** `best`: nobody learns anything, because the best settings are set by hand. */
async function play(scenario: Scenario, mode: 'off' | 'live' | 'best', seed: number): Promise<Play> {
  const played = await playScenario(scenario, {
    mode: mode === 'live' ? 'live' : 'off',
    seed,
    ...(mode === 'best' && { settings: toBestSettings(scenario) }),
    onMoment: ({ t, answered, refused, failed, inflight, tuning }) => {
      if (!values.verbose || Math.round(t) % 10 !== 0) return;
      say(
        `  ${mode} ${t.toFixed(0)} s: ${answered} answered, ${refused} refused, ${failed} failed, ${inflight} in flight, ` +
          `${JSON.stringify(tuning?.published?.settings ?? {})}, ${tuning?.state?.standing.map(({ sentence }) => sentence).join('; ')}`,
      );
    },
  });
  const { net, lastThird, calls } = played;
  say(
    `${scenario.name} seed ${seed} ${mode.padEnd(4)}: ${net.value.toFixed(0)} (last third ${lastThird.value.toFixed(0)}); ` +
      `${net.onTime} on time, ${net.late} late, ${net.overdue} overdue, ${net.failed} failed, ${net.vain} vain of ${calls} calls`,
  );
  if (values.verbose) {
    for (const { t, sentence } of played.decisions) say(`  ${t.toFixed(0)} s: ${sentence}`);
    for (const sentence of played.standing) say(`  not done: ${sentence}`);
  }
  return played;
}

async function playArms(name: ScenarioName, seed: number): Promise<Row> {
  const scenario = createScenario(name, seed, seconds);
  const off = await play(scenario, 'off', seed);
  const live = await play(scenario, 'live', seed);
  const best = values.best ? await play(scenario, 'best', seed) : undefined;
  const ratio = live.net.value / off.net.value;
  return {
    scenario: name,
    seed,
    seconds: scenario.seconds,
    off: Math.round(off.net.value),
    live: Math.round(live.net.value),
    ratio: round(ratio),
    lastThird: round(live.lastThird.value / off.lastThird.value),
    bar: scenario.bar,
    isMet: ratio >= scenario.bar,
    ...(best !== undefined && { best: round(best.net.value / off.net.value) }),
  };
}

/** In virtual time, all seeds of a scenario are one row. */
async function playQuickly(name: ScenarioName, seeds: readonly number[]): Promise<Row> {
  const pauses = readPauses(values.pauses);
  const options = { seeds, seconds, pauses, best: values.best };
  const { ratios, ...compared } = await compareArms(name, {
    ...options,
    onSeed: (one) => tellSeed(name, one),
  });
  const means = Object.entries(ratios).map(([of, { mean, error, least }]) => [
    of,
    values.json
      ? { mean: round(mean), error: round(error), least: round(least) }
      : `${mean.toFixed(3)} ± ${error.toFixed(3)}`,
  ]);
  return { ...compared, isMet: (ratios.live?.mean ?? 0) >= compared.bar, ...Object.fromEntries(means) };
}

function tellSeed(name: ScenarioName, { seed, off, live, ratios }: ComparedSeed): void {
  const all = Object.entries(ratios).map(([of, ratio]) => `${of} ${ratio.toFixed(3)}`);
  say(`${name} seed ${seed}: off ${off.net.value.toFixed(0)}; ${all.join(', ')}`);
  if (!values.verbose) return;
  for (const { t, document } of live.published) {
    const { settings, canary, reason } = document;
    say(
      `  ${t} s: ${reason} ${JSON.stringify(settings)} ${canary === undefined ? '' : JSON.stringify(canary)}`,
    );
  }
}

const round = (ratio: number): number => Number(ratio.toFixed(3));

const { seeds } = parseSeeds(values.seeds);
const names = readNames(values.scenarios);
const rows: Row[] = [];
if (values.quick) for (const name of names) rows.push(await playQuickly(name, seeds));
else {
  readPauses(values.pauses);
  for (const seed of seeds)
    for (const name of names) {
      rows.push(await playArms(name, seed));
      say(JSON.stringify(rows.at(-1)));
    }
}
process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : '');
if (!values.json) console.table(rows);
// Of each seed in real processes, and of the mean over seeds in virtual time.
if (rows.some(({ isMet }) => !isMet)) process.exitCode = 1;
