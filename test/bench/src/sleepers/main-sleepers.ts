import { parseArgs } from 'node:util';
import type { ByKind } from '../fleet/cores.ts';
import { tellFigures } from '../fleet/figures.ts';
import { measureSleepers } from './measure-sleepers.ts';

/** What it costs that many runs sleep, and how they wake up when all of them fall due within a few seconds. */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    runs: { type: 'string' },
    quiet: { type: 'string' },
    spread: { type: 'string', default: '10' },
    dispatchers: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const spreadSeconds = Number(values.spread);
/** Milliseconds: the promise of a `wait` while so many others are due in the same minute. */
const late = spreadSeconds >= 60 ? { below: 1_000 } : {};
const figures = await measureSleepers({
  runs: Number(values.runs ?? (values.full ? 100_000 : 2_000)),
  quietSeconds: Number(values.quiet ?? (values.full ? 60 : 5)),
  spreadSeconds,
  dispatchers: Number(values.dispatchers),
  say: (line) => process.stderr.write(`${line}\n`),
});
const { api } = figures;
const inCores = (what: string, { all, dispatchers, workers, redis }: ByKind) => [
  { name: `sleepers.${what}`, value: 100 * all, unit: '% of a core', below: 1 },
  ...Object.entries({ dispatchers, workers, redis }).map(([of, value]) => ({
    name: `sleepers.${what}.${of}`,
    value: 100 * value,
    unit: '% of a core',
  })),
];
tellFigures(
  [
    { name: 'sleepers.submit', value: figures.submitSeconds, unit: 's' },
    ...inCores('idleFleet', figures.idleCores),
    ...inCores('asleep', figures.sleepingCores),
    {
      name: 'sleepers.asleepBeyondIdle',
      value: 100 * (figures.sleepingCores.all - figures.idleCores.all),
      unit: '% of a core',
      below: 1,
    },
    { name: 'sleepers.bytesEach', value: figures.bytesEach, unit: 'B' },
    { name: 'sleepers.bytesBeyond', value: figures.bytesBeyond, unit: 'B', below: 1_024 },
    { name: 'sleepers.done', value: figures.doneSeconds, unit: 's', below: spreadSeconds + 50 },
    { name: 'sleepers.fleetCpuEach', value: figures.fleetUsEach, unit: 'us' },
    { name: 'sleepers.redisCpuEach', value: figures.redisUsEach, unit: 'us' },
    { name: 'sleepers.early', value: figures.early, unit: 'runs', exactly: 0 },
    { name: 'sleepers.notCompleted', value: figures.notCompleted, unit: 'runs', exactly: 0 },
    { name: 'sleepers.late.p50', value: figures.lateP50Ms, unit: 'ms' },
    { name: 'sleepers.late.p99', value: figures.lateP99Ms, unit: 'ms' },
    { name: 'sleepers.late.max', value: figures.lateMaxMs, unit: 'ms', ...late },
    { name: 'sleepers.api.p50', value: api.p50Ms, unit: 'ms' },
    { name: 'sleepers.api.p99', value: api.p99Ms, unit: 'ms', below: 250 },
    { name: 'sleepers.api.max', value: api.maxMs, unit: 'ms' },
  ],
  values.json,
);
