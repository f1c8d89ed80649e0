import { parseArgs } from 'node:util';
import { type Backend, openBackend } from '@ag06/backend';
import { isServerName, SERVERS, type ServerName } from '../backends/servers.ts';
import { type Figure, tellFigures } from '../fleet/figures.ts';

/**
 * How many events a second streams take on each backend: one by one, in batches of 100, from 8 writers at once; how fast 8
 * writers are told that an event is a duplicate; how fast a group reads and acknowledges.
 */
const { values } = parseArgs({
  options: {
    broker: { type: 'string', default: 'redis,cluster,postgres,embedded' },
    seconds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const WRITERS = 8;
const BATCH = 100;
const seconds = Number(values.seconds);

const figures: Figure[] = [];
for (const name of values.broker.split(',')) {
  if (!isServerName(name)) throw new Error(`There is no backend ${name}.`);
  figures.push(...(await measure(name)));
}
tellFigures(figures, values.json);
process.exit();

async function measure(name: ServerName): Promise<Figure[]> {
  await using server = await SERVERS[name]();
  const { AG06_BROKER_URL = '', AG06_PARTITIONS = '1' } = server.env;
  const backend = await openBackend(AG06_BROKER_URL, {
    onError: (error) => console.error(error.message),
    partitions: Number(AG06_PARTITIONS),
    isWholeFleet: name === 'embedded',
  });
  const one = (n: number) => [
    { type: 'order.placed', data: JSON.stringify({ n, item: 'a book', price: 12.5 }) },
  ];
  const many = (n: number) => Array.from({ length: BATCH }, (_, i) => one(n * BATCH + i)).flat();
  const append = (stream: string, events: typeof one) => async (n: number) => {
    const command = `${stream}.${process.hrtime.bigint()}.${n}`;
    const batch = { tenant: 'default', stream, command, events: events(n), dedupeMs: 300_000 };
    return (await backend.store.events.append(batch)).result === 'appended' ? batch.events.length : 0;
  };
  const same = () => one(0);
  const figuresOf = [
    ['single', 1, append('single', one)],
    ['batches', 1, append('batches', many)],
    ['writers', WRITERS, append('writers', one)],
    ['writersOfBatches', WRITERS, append('writersOfBatches', many)],
    ['duplicates', WRITERS, append('duplicates', same)],
    ['group', 1, consume(backend, 'writersOfBatches')],
  ] as const;
  const measured: Figure[] = [];
  for (const [what, writers, work] of figuresOf)
    measured.push({ name: `streams.${name}.${what}`, value: await rate(writers, work), unit: 'events/s' });
  const described = await backend.store.events.describe('default', 'duplicates');
  measured.push({ name: `streams.${name}.kept`, value: described?.count ?? 0, unit: 'events', exactly: 1 });
  await backend.close();
  return measured;
}

/** Events a second of this many loops, each of which does one call after the other. */
async function rate(loops: number, work: (n: number) => Promise<number>): Promise<number> {
  const from = performance.now();
  let events = 0;
  let calls = 0;
  const loop = async () => {
    while (performance.now() - from < seconds * 1_000) {
      const done = await work(calls++);
      events += done;
    }
  };
  await Promise.all(Array.from({ length: loops }, loop));
  return (events * 1_000) / (performance.now() - from);
}

function consume({ store }: Backend, stream: string): () => Promise<number> {
  const group = { tenant: 'default', stream, group: 'g', consumer: 'c' };
  return async () => {
    const read = { ...group, limit: BATCH, leaseMs: 60_000, maxDeliveries: 5, start: 'first' } as const;
    const page = await store.groups.read(read);
    if (page.result !== 'delivered') return 0;
    const positions = page.events.map(({ position }) => position);
    await store.groups.acknowledge({ ...group, positions, incarnation: page.incarnation });
    return positions.length;
  };
}
