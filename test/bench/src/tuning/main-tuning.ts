import { parseArgs } from 'node:util';
import { parseSeeds } from '@ag06/test-tuning';
import { toBestSettings } from './best-settings.ts';
import { type Play, playScenario } from './play-scenario.ts';
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
  },
});
const seconds = values.minutes === undefined ? undefined : 60 * Number(values.minutes);
const say = (line: string) => void process.stderr.write(`${line}\n`);

function readNames(text: string): readonly ScenarioName[] {
  return text.split(',').map((word) => {
    const name = SCENARIOS.find((one) => one === word);
    if (name === undefined)
      throw new Error(`--scenarios: expected some of ${SCENARIOS.join(',')}, got ${word}`);
    return name;
  });
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

const rows: object[] = [];
for (const seed of parseSeeds(values.seeds).seeds) {
  for (const name of readNames(values.scenarios)) {
    const scenario = createScenario(name, seed, seconds);
    const off = await play(scenario, 'off', seed);
    const live = await play(scenario, 'live', seed);
    const best = values.best ? await play(scenario, 'best', seed) : undefined;
    const ratio = live.net.value / off.net.value;
    rows.push({
      scenario: name,
      seed,
      seconds: scenario.seconds,
      off: Math.round(off.net.value),
      live: Math.round(live.net.value),
      ratio: Number(ratio.toFixed(3)),
      lastThird: Number((live.lastThird.value / off.lastThird.value).toFixed(3)),
      bar: scenario.bar,
      ...(best !== undefined && { best: Number((best.net.value / off.net.value).toFixed(3)) }),
    });
    say(JSON.stringify(rows.at(-1)));
  }
}
process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : '');
if (!values.json) console.table(rows);
