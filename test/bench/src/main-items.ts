import { parseArgs } from 'node:util';
import { type ItemsFigures, measureItems } from './items.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    items: { type: 'string', default: '10000,100000' },
    lanes: { type: 'string', default: '32' },
    workers: { type: 'string', default: '1' },
  },
});
const [lanes, workers] = [Number(values.lanes), Number(values.workers)];

const rounds: ItemsFigures[] = [];
for (const items of values.items.split(',').map(Number)) {
  const figures = await measureItems(items, lanes, workers);
  rounds.push(figures);
  process.stderr.write(`${describe(figures)}\n`);
}
const [small, large] = [rounds[0], rounds.at(-1)];
const growth = (of: (figures: ItemsFigures) => number): number =>
  small === undefined || large === undefined ? Number.NaN : Number((of(large) / of(small)).toFixed(2));
const result = {
  'items.seconds': Number(small?.seconds.toFixed(2)),
  'items.bytesPerItem': Math.round(small?.redisBytesPerItem ?? Number.NaN),
  'items.maxQueueDepth': Math.max(...rounds.map(({ maxQueueDepth }) => maxQueueDepth)),
  // What one item costs in the largest list over what it costs in the smallest: 1 is linear.
  'items.timeGrowth': growth(({ seconds, items }) => seconds / items),
  'items.bytesGrowth': growth(({ redisBytesPerItem }) => redisBytesPerItem),
};
const targets: Readonly<Record<string, string>> = {
  'items.seconds': '< 10',
  'items.maxQueueDepth': `<= ${lanes}`,
  'items.timeGrowth': 'about 1',
  'items.bytesGrowth': 'about 1',
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  for (const [name, value] of Object.entries(result))
    process.stdout.write(`${name.padEnd(24)} ${String(value).padStart(8)}  ${targets[name] ?? ''}\n`);

function describe(figures: ItemsFigures): string {
  const { items, seconds, redisBytesPerItem, maxQueueDepth, slowestReadMs } = figures;
  const costs = `${seconds.toFixed(2)} s, ${Math.round(redisBytesPerItem)} bytes of Redis per item`;
  return `${items} items: ${costs}, at most ${maxQueueDepth} jobs, slowest read ${slowestReadMs.toFixed(0)} ms`;
}
