import type { Client, StreamEventView } from '@ag06/client';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { wrongClock } from '../fleet/wrong-clock.ts';
import { proveCase } from '../proof/prove-case.ts';
import { readAll, upTo, useStores } from './use-stores.ts';

const WRITERS = 8;
const EACH = 50;
/** The host of the second dispatcher is an hour ahead of all others. */
const { redis, second, places } = useStores(wrongClock(1));

/** An event as its writer was told of it, and when the writer asked and was answered, by this machine's clock. */
interface Written {
  readonly position: number;
  readonly at: number;
  readonly asked: number;
  readonly answered: number;
}

async function append(client: Client, stream: string, data: unknown): Promise<Written> {
  const asked = Date.now();
  const { events } = await client.streams.append(stream, { type: 'made', data });
  const [event] = events;
  return {
    position: event?.position ?? 0,
    at: Date.parse(event?.at ?? ''),
    asked,
    answered: Date.now(),
  };
}

const timesOf = (events: readonly StreamEventView[]): readonly string[] => events.map(({ at }) => at);

/** Expects that a window of time has exactly the events within it, wherever it begins and ends, by whomever one asks. */
async function expectWindows(readers: readonly Client[], events: readonly StreamEventView[]): Promise<void> {
  const times = timesOf(events);
  for (const client of readers)
    for (const [first, last] of [
      [0, events.length - 1],
      [100, 300],
      [200, 201],
    ] as const) {
      const [from = '', to = ''] = [times[first], times[last]];
      const window = await readAll(client, 'timed', { from, to });
      expect(window.map(({ position }) => position)).toEqual(
        events.filter(({ at }) => at >= from && at < to).map(({ position }) => position),
      );
    }
}

/** Expects that what is appended after an answer is never earlier, in whatever stream, by whatever dispatcher. */
async function expectOneClock(writers: readonly [Client, Client]): Promise<void> {
  let before = 0;
  for (const n of upTo(30)) {
    const { at } = await append(writers[n % 2] ?? writers[0], `timed-${n % 3}`, n);
    expect(at).toBeGreaterThanOrEqual(before);
    before = at;
  }
}

proveCase(
  41,
  'Times are the store’s alone, though the clock of a dispatcher is an hour ahead and that of a worker an hour behind: of eight writers at once each gets a time between its request and the answer, the same that every reader reads; times never go back along the positions, over streams, runs and dispatchers, or when Redis is killed; and a window of time has exactly the events within it.',
  async (measure) => {
    for (const { client, name } of places()) {
      const both = name === 'Redis' ? ([client, second()] as const) : ([client, client] as const);
      const written: Written[] = [];
      await Promise.all(
        upTo(WRITERS).map(async (writer) => {
          for (const n of upTo(EACH))
            written.push(await append(both[writer % 2] ?? client, 'timed', { writer, n }));
        }),
      );
      // The store's clock is that of this machine.
      for (const { at, asked, answered } of written) {
        expect(at).toBeGreaterThanOrEqual(asked - 1);
        expect(at).toBeLessThanOrEqual(answered + 1);
      }
      const events = await readAll(client, 'timed');
      expect(events).toHaveLength(WRITERS * EACH);
      for (const at of timesOf(events)) expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(timesOf(events)).toEqual([...timesOf(events)].sort());
      const told = new Map(written.map(({ position, at }) => [position, at]));
      for (const { position, at } of events) expect(Date.parse(at)).toBe(told.get(position));
      expect(await readAll(both[1], 'timed')).toEqual(events);
      expect((await both[1].streams.get('timed')).last.at).toBe(events.at(-1)?.at);
      await expectWindows(both, events);
      await expectOneClock([both[0], both[1]]);
      const most = Math.max(
        ...[...Map.groupBy(timesOf(events), (at) => at).values()].map((own) => own.length),
      );
      measure(`events of one millisecond at most, ${name}`, most);
    }
    const { client, fleet, startWorker } = redis();
    const last = Date.parse((await client.streams.get('timed')).last.at);
    await fleet.redis.kill('SIGKILL');
    await fleet.redis.restart();
    await until(() => client.streams.get('timed'), { timeoutMs: 60_000, message: 'the store to answer' });
    expect((await append(second(), 'timed', 'after')).at).toBeGreaterThanOrEqual(last);
    // Its events are of the same clock, though a worker makes them whose host is behind.
    await Promise.all([...fleet.workers].map((worker) => worker.kill('SIGTERM')));
    await startWorker('core-agents', wrongClock(-1));
    await client.workflows.push({
      name: 'timed-run',
      steps: { s: { agent: 'proof.square', with: { n: 2 } } },
    });
    const before = await append(client, 'timed', 'before the run');
    const run = await second().submit('timed-run', null);
    await client.waitForOutput(run);
    const after = await append(client, 'timed', 'after the run');
    const log = await readLog(client, run.runId);
    expect(log.map(({ type }) => type)).toContain('step.completed');
    for (const { at } of log) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(before.at);
      expect(Date.parse(at)).toBeLessThanOrEqual(after.at);
    }
    const [attempt] = (await client.step(run, 's')).attempts;
    expect(Date.parse(attempt?.startedAt ?? '')).toBeGreaterThanOrEqual(before.at);
    expect(Date.parse(attempt?.endedAt ?? '')).toBeLessThanOrEqual(after.at);
  },
  240_000,
);
