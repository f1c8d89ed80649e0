import { type ServiceProcess, startProcess, startRedis, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { startMigratedPostgres } from './fixtures/start-migrated-postgres.ts';
import { openBackend } from './open-backend.ts';

const BATCHES = 25;
const EVENTS = 20;
const WRITERS = ['w1', 'w2'];

const batchesOf = ({ stdout }: ServiceProcess) => stdout.filter((line) => line.startsWith('appended')).length;

/** Writers that are killed with commands under way go on with the first batch of which they know no answer. */
it.each([
  ['Redis', startRedis],
  ['PostgreSQL', startMigratedPostgres],
] as const)(
  'a stream on %s has each event of writers that are killed once and in order, and its group processes all though consumers are killed',
  async (_, start) => {
    const server = await start();
    const backend = await openBackend(server.url, { onError: () => {} });
    const stream = 'killed';
    const write = (writer: string, from: number) =>
      startProcess({
        entry: new URL('./fixtures/stream-writer.ts', import.meta.url),
        env: {
          TEST_URL: server.url,
          TEST_STREAM: stream,
          TEST_WRITER: writer,
          TEST_FROM: String(from),
          TEST_TO: String(BATCHES),
        },
      });
    const consume = (consumer: string) =>
      startProcess({
        entry: new URL('./fixtures/stream-consumer.ts', import.meta.url),
        env: { TEST_URL: server.url, TEST_STREAM: stream, TEST_CONSUMER: consumer },
      });

    const [c1, c2] = await Promise.all([consume('c1'), consume('c2')]);
    const killed = await Promise.all(WRITERS.map((writer) => write(writer, 0)));
    await until(() => killed.every((writer) => batchesOf(writer) > 2));
    await Promise.all([...killed.map((writer) => writer.kill('SIGKILL')), c1.kill('SIGKILL')]);
    // The answer before the last may have been lost with the process, so it is asked for again too.
    const again = await Promise.all(
      WRITERS.map((writer, i) => write(writer, batchesOf(killed[i] ?? c1) - 1)),
    );
    for (const writer of again) expect(await writer.exited).toMatchObject({ code: 0 });

    const total = WRITERS.length * BATCHES * EVENTS;
    const { events, groups } = backend.store;
    const page = await events.read({ tenant: 'default', stream, after: 0, limit: 1_000 });
    if (page.result !== 'page') throw new Error(JSON.stringify(page));
    expect(page.events.map(({ position }) => position)).toEqual(
      Array.from({ length: total }, (__, i) => i + 1),
    );
    for (const writer of WRITERS) {
      const written = page.events.map(({ data }) => JSON.parse(data)).filter(([name]) => name === writer);
      const expected = Array.from({ length: BATCHES * EVENTS }, (__, i) => [
        writer,
        Math.floor(i / EVENTS),
        i % EVENTS,
      ]);
      expect(written).toEqual(expected);
    }

    const name = { tenant: 'default', stream, group: 'g' };
    await until(async () => (await groups.describe(name))?.lag === 0, { timeoutMs: 20_000 });
    const processed = () =>
      new Set([c1, c2].flatMap(({ stdout }) => stdout.map((line) => Number(line.split(' ')[1]))));
    // A process says what it has processed first, and its pipe may be read later than the store.
    await until(() => processed().size >= total);
    expect([...processed()].sort((a, b) => a - b)).toEqual(page.events.map(({ position }) => position));
    expect(await groups.describe(name)).toMatchObject({ position: total, pending: 0, dead: 0 });
    await c2.stop();
    await backend.close();
    await server.stop();
  },
  60_000,
);
