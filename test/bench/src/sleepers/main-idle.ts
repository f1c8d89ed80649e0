import { parseArgs } from 'node:util';
import { type Figure, tellFigures } from '../fleet/figures.ts';
import { measureIdle } from './measure-idle.ts';

/** What a fleet without work costs, minute by minute. It ends by itself, with 1 if a minute took a hundredth of a core or more. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    asleep: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '4' },
    dispatchers: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const used = await measureIdle({
  runs: Number(values.runs),
  asleep: Number(values.asleep),
  minutes: Number(values.minutes),
  dispatchers: Number(values.dispatchers),
  say: (line) => process.stderr.write(`${line}\n`),
});
const figures = used.flatMap(({ cores, wakeups }, i): Figure[] => {
  const name = `idle.minute${i + 1}`;
  const kinds = ['dispatchers', 'workers', 'redis'] as const;
  return [
    { name, value: 100 * cores.all, unit: '% of a core', below: 1 },
    ...kinds.map((of) => ({ name: `${name}.${of}`, value: 100 * cores[of], unit: '% of a core' })),
    ...kinds.map((of) => ({ name: `${name}.${of}.wakeups`, value: wakeups[of], unit: '/s' })),
  ];
});
tellFigures(figures, values.json);
// What a fleet costs is told, whatever may still keep this process alive.
process.exit();
