import { parseArgs } from 'node:util';
import { findBreaches, findMisses } from './bars.ts';
import { PLANTS, SAFETY_PLANTS } from './plants/all-plants.ts';
import { type Score, scorePlant } from './score.ts';
import { parseSeeds } from './seeds.ts';
import { type Summary, summarise } from './summary.ts';

const { values } = parseArgs({
  options: {
    plants: { type: 'string', default: [...PLANTS.keys()].join(',') },
    seeds: { type: 'string', default: 'judging:10' },
    late: { type: 'string', default: '0' },
    step: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
});

const conditions = { stepSeconds: Number(values.step), lateSeconds: Number(values.late) };
const { kind, seeds } = parseSeeds(values.seeds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (value: number): string => value.toFixed(1).padStart(5);

say(`${kind} seeds ${seeds[0]}-${seeds.at(-1)}, a step of ${values.step} s, telemetry ${values.late} s late`);
say('| plant | % of oracle | last third | least | % of default | breaches (95 %) | OOM | recovery |');
say('| --- | --- | --- | --- | --- | --- | --- | --- |');
const summaries: Summary[] = [];
const misses: string[] = [];
for (const name of values.plants.split(',')) {
  const create = PLANTS.get(name) ?? SAFETY_PLANTS.get(name);
  if (create === undefined)
    throw new Error(
      `--plants: expected of ${[...PLANTS.keys(), ...SAFETY_PLANTS.keys()].join(', ')}; got ${name}`,
    );
  const scores = seeds.map((seed) => scorePlant(create, seed, conditions));
  if (values.list) for (const score of scores) list(name, score);
  const summary = summarise(scores);
  summaries.push(summary);
  misses.push(...findMisses(name, summary));
  say(toRow(name, summary));
}
misses.push(...findBreaches(summaries));
for (const miss of misses) say(`Missed: ${miss}`);
if (misses.length > 0) process.exitCode = 1;

function toRow(name: string, one: Summary): string {
  const [low, high] = one.breachInterval;
  const breaches = `${one.breaches} of ${one.runs} (${low.toFixed(1)}-${high.toFixed(1)} %)`;
  const recovery = one.recovery === undefined ? '' : `${one.recovery.toFixed(0)} s`;
  const shares = [one.whole, one.last, one.least, one.ofStatic].map(percent).join(' | ');
  return `| ${name} | ${shares} | ${breaches} | ${one.crashes} | ${recovery} |`;
}

function list(name: string, { seed, whole, last, worst, tuned }: Score): void {
  const levels = tuned.settings.map(({ concurrency }) => concurrency);
  const { replicas, ageingMs, hedgeAfterMs, breakerThreshold, maxAttempts, ratePerSec, bySize } =
    tuned.settings.at(-1) ?? {};
  const end = { replicas, ageingMs, hedgeAfterMs, breakerThreshold, maxAttempts, ratePerSec, bySize };
  const shares = [100 * whole, 100 * last, 100 * worst].map(percent).join(' ');
  say(`  ${name} ${seed} ${shares} levels ${distinct(levels).join(' ')} ${JSON.stringify(end)}`);
}

function distinct(levels: readonly number[]): readonly number[] {
  return levels.filter((level, i) => level !== levels[i - 1]);
}
