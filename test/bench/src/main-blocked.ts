import { parseArgs } from 'node:util';
import { measureBlocked } from './blocked.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    steps: { type: 'string', default: '1000,10000' },
    workers: { type: 'string', default: '2' },
  },
});

for (const steps of values.steps.split(',').map(Number)) {
  const figures = await measureBlocked(steps, Number(values.workers));
  const [closed, parked, dispatched, done] = [
    figures.closedSeconds,
    figures.parkSeconds,
    figures.dispatchSeconds,
    figures.doneSeconds,
  ].map((seconds) => `${seconds.toFixed(2)} s`);
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else
    process.stdout.write(
      `${steps} steps: done in ${closed} with a closed breaker; parked in ${parked} with an open one, then dispatched in ${dispatched} and done in ${done}\n`,
    );
}
