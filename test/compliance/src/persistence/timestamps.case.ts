import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { proveCase } from '../proof/prove-case.ts';
import { readAll, upTo, useStores } from './use-stores.ts';

const { redis, second, places } = useStores();

/** How often the most frequent of these is there. */
const mostOf = (times: readonly string[]): number =>
  Math.max(...[...Map.groupBy(times, (at) => at).values()].map(({ length }) => length));

proveCase(
  41,
  'Times are the store’s: eight writers of two dispatchers, whose clocks nobody asks, get times that never go back along the positions, lie between the request and its answer, are the same for every reader, order what happens in several streams and runs, survive a killed Redis, and bound a search exactly.',
  async (measure) => {
    for (const { client, name } of places()) {
      const writers = name === 'Redis' ? [client, second()] : [client, client];
      const spans: {
        readonly position: number;
        readonly from: number;
        readonly to: number;
        readonly at: number;
      }[] = [];
      await Promise.all(
        upTo(8).map(async (writer) => {
          for (const n of upTo(50)) {
            const from = Date.now();
            const { events } = await (writers[writer % 2] ?? client).streams.append('timed', {
              type: 'made',
              data: { writer, n },
            });
            const [event] = events;
            spans.push({
              position: event?.position ?? 0,
              at: Date.parse(event?.at ?? ''),
              from,
              to: Date.now(),
            });
          }
        }),
      );
      // All clocks are those of one machine here, so what the store says lies within what a writer saw.
      for (const { at, from, to } of spans) {
        expect(at).toBeGreaterThanOrEqual(from - 1);
        expect(at).toBeLessThanOrEqual(to + 1);
      }
      const events = await readAll(client, 'timed');
      expect(events).toHaveLength(400);
      const times = events.map(({ at }) => at);
      expect(times).toEqual([...times].sort());
      for (const { at } of events) expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      // What a writer was told is what every reader reads.
      const told = new Map(spans.map(({ position, at }) => [position, at]));
      for (const { position, at } of events) expect(Date.parse(at)).toBe(told.get(position));
      // A window of time has exactly the events within it, whatever its ends.
      for (const [first, last] of [
        [0, 399],
        [100, 300],
        [200, 201],
      ] as const) {
        const [from = '', to = ''] = [times[first], times[last]];
        const window = await readAll(client, 'timed', { from, to });
        expect(window.map(({ position }) => position)).toEqual(
          events.filter(({ at }) => at >= from && at < to).map(({ position }) => position),
        );
      }
      // An event that is appended after another was acknowledged is never earlier, in whatever stream.
      let before = 0;
      for (const n of upTo(20)) {
        const { events: one } = await (writers[n % 2] ?? client).streams.append(`timed-${n % 3}`, {
          type: 'made',
          data: n,
        });
        const at = Date.parse(one[0]?.at ?? '');
        expect({ name, isLater: at >= before }).toEqual({ name, isLater: true });
        before = at;
      }
      measure(`events of one millisecond at most, ${name}`, mostOf(times));
    }
    const { client, fleet } = redis();
    const last = (await client.streams.get('timed')).last.at;
    await fleet.redis.kill('SIGKILL');
    await fleet.redis.restart();
    await until(async () => (await client.streams.get('timed').catch(() => undefined)) !== undefined, {
      timeoutMs: 60_000,
    });
    const { events } = await client.streams.append('timed', { type: 'after' });
    expect(Date.parse(events[0]?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(last));
    // A run's events are of the same clock as those of streams.
    await client.workflows.push({
      name: 'timed-run',
      steps: { s: { agent: 'proof.square', with: { n: 2 } } },
    });
    const between = Date.parse(
      (await client.streams.append('timed', { type: 'before-run' })).events[0]?.at ?? '',
    );
    const run = await client.submit('timed-run', null);
    await client.waitForOutput(run);
    const after = Date.parse(
      (await client.streams.append('timed', { type: 'after-run' })).events[0]?.at ?? '',
    );
    for await (const { at } of client.events(run)) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(between);
      expect(Date.parse(at)).toBeLessThanOrEqual(after);
    }
  },
  240_000,
);
