import { parseArgs } from 'node:util';
import { idealPerWorker, measureWorkers, type ScalingFigures } from './measure-workers.ts';

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
        `round ${round + 1}, eager ${eager ? 'on ' : 'off'}, ${workers} workers: ${each} steps/s; ` +
          `CPU ms/s: workers ${workersMs}, Redis ${redisMs}; ${figures.failed} failed\n`,
      );
    }
  }
}

const rateOf = (eager: boolean, workers: number): number =>
  median(
    rows
      .filter((row) => row.eager === eager && row.workers === workers)
      .map(({ figures }) => figures.stepsPerSecond),
  );
const table = modes.flatMap((eager) =>
  counts.map((workers) => ({
    eager: eager ? 'on' : 'off',
    workers,
    stepsPerSecond: Math.round(rateOf(eager, workers)),
    /** Beside so many times what the fewest workers did. */
    ofLinear: Number(
      ((rateOf(eager, workers) / rateOf(eager, counts[0] ?? 1)) * ((counts[0] ?? 1) / workers)).toFixed(3),
    ),
    /** Beside the waits alone. */
    ofIdeal: Number((rateOf(eager, workers) / (workers * idealPerWorker(concurrency))).toFixed(3)),
  })),
);
if (values.json) process.stdout.write(`${JSON.stringify({ over, rows: table })}\n`);
else {
  process.stdout.write('eager  workers  steps/s  of linear (target 0.95)  of the waits alone\n');
  for (const { eager, workers, stepsPerSecond, ofLinear, ofIdeal } of table)
    process.stdout.write(
      `${eager.padEnd(5)}  ${String(workers).padStart(7)}  ${String(stepsPerSecond).padStart(7)}  ` +
        `${ofLinear.toFixed(3).padStart(9)}  ${ofIdeal.toFixed(3).padStart(32)}\n`,
    );
}
