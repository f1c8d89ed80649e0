import { parseArgs } from 'node:util';
import { measureWorkers, type ScalingFigures } from './measure-workers.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    workers: { type: 'string', default: '1,2,4' },
    eager: { type: 'string', default: 'on,off' },
    over: { type: 'string', default: 'timer' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    concurrency: { type: 'string', default: '10' },
  },
});
const over = values.over === 'http' ? 'http' : 'timer';
const concurrency = Number(values.concurrency);
const counts = values.workers.split(',').map(Number);
const modes = values.eager.split(',').map((word) => word === 'on');
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

interface Row {
  readonly eager: boolean;
  readonly workers: number;
  readonly figures: ScalingFigures;
}

const rows: Row[] = [];
// In turn, so that a machine that grows slow does so for all of them.
for (let round = 0; round < Number(values.rounds); round++) {
  for (const eager of modes) {
    for (const workers of counts) {
      const windowMs = Number(values.seconds) * 1_000;
      const figures = await measureWorkers({ workers, eager, concurrency, over, warmUpMs: 2_000, windowMs });
      rows.push({ eager, workers, figures });
      const each = figures.each.map((rate) => rate.toFixed(0)).join(' ');
      const { workersMs, redisMs } = figures.cpu;
      process.stderr.write(
        `round ${round + 1}, eager ${eager ? 'on ' : 'off'}, ${workers} workers: ${each} steps/s, one that only waits ${figures.alone.toFixed(0)}; ` +
          `CPU ms/s: workers ${workersMs}, Redis ${redisMs}; ${figures.failed} failed\n`,
      );
    }
  }
}

/** Median over the rounds. */
const medianOf = (eager: boolean, workers: number, of: (figures: ScalingFigures) => number): number =>
  median(
    rows.filter((row) => row.eager === eager && row.workers === workers).map(({ figures }) => of(figures)),
  );
/** A worker's rate beside that of a process which only waits, at the same time: so the machine's noise cancels. */
const ofAlone = (eager: boolean, workers: number): number =>
  medianOf(eager, workers, ({ stepsPerSecond, alone }) => stepsPerSecond / workers / alone);
const fewest = counts[0] ?? 1;
const table = modes.flatMap((eager) =>
  counts.map((workers) => ({
    eager: eager ? 'on' : 'off',
    workers,
    stepsPerSecond: Math.round(medianOf(eager, workers, (figures) => figures.stepsPerSecond)),
    ofLinear: Number((ofAlone(eager, workers) / ofAlone(eager, fewest)).toFixed(3)),
    ofAlone: Number(ofAlone(eager, workers).toFixed(3)),
    failed: Math.max(...rows.map(({ figures }) => figures.failed)),
  })),
);
if (values.json) process.stdout.write(`${JSON.stringify({ over, rows: table })}\n`);
else {
  process.stdout.write('eager  workers  steps/s  of linear (>= 0.95)  beside waits alone\n');
  for (const row of table)
    process.stdout.write(
      `${row.eager.padEnd(5)}  ${String(row.workers).padStart(7)}  ${String(row.stepsPerSecond).padStart(7)}  ` +
        `${row.ofLinear.toFixed(3).padStart(19)}  ${row.ofAlone.toFixed(3).padStart(18)}\n`,
    );
}
if (table.some(({ ofLinear, failed }) => ofLinear < 0.95 || failed > 0)) process.exitCode = 1;
