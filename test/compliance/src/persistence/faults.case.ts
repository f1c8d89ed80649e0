import { Client } from '@ag06/client';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { componentOf, untilWell } from '../fleet/health-facts.ts';
import { proveCase } from '../proof/prove-case.ts';
import { readAll, upTo, useStores } from './use-stores.ts';

const { redis, second, places } = useStores();

proveCase(
  37,
  'Health says that the store of events is well, that it is silent while Redis is stopped, and that it is well again; an embedded one is told of, too.',
  async (measure) => {
    for (const { client } of places()) await untilWell(client, 'store');
    const { client, fleet } = redis();
    fleet.redis.pause();
    const from = performance.now();
    await until(async () => (await componentOf(client, 'store')).score === 0, { timeoutMs: 60_000 });
    measure('a silent store is told after', `${Math.round(performance.now() - from)} ms`);
    expect((await componentOf(client, 'store')).reasons[0]?.code).toBe('STORE_SILENT');
    fleet.redis.resume();
    await untilWell(client, 'store');
    await client.streams.append('well-again', { type: 'made' });
  },
  180_000,
);

proveCase(
  39,
  'Sixteen writers of two dispatchers append 1,600 events to one stream: each is there once, positions have no gap, each writer’s stay in its order; of two who expect the same end one wins.',
  async (measure) => {
    for (const { client, name } of places()) {
      const writers = name === 'Redis' ? [client, second()] : [client, client];
      const from = performance.now();
      await Promise.all(
        upTo(16).map(async (writer) => {
          const own = writers[writer % 2] ?? client;
          for (const n of upTo(100))
            await own.streams.append('shared', { type: 'made', data: { writer, n } });
        }),
      );
      measure(`1,600 appends of 16 writers, ${name}`, `${Math.round(performance.now() - from)} ms`);
      const events = await readAll(client, 'shared');
      expect(events.map(({ position }) => position)).toEqual(upTo(1_600));
      for (const writer of upTo(16)) {
        const own = events
          .map(({ data }) => data as { writer: number; n: number })
          .filter((one) => one.writer === writer);
        expect(own.map(({ n }) => n)).toEqual(upTo(100));
      }
      const rivals = await Promise.allSettled(
        upTo(6).map((i) =>
          (writers[i % 2] ?? client).streams.append('shared', { type: 'won', data: i }, { expect: 1_600 }),
        ),
      );
      const [won, lost] = ['fulfilled', 'rejected'].map((status) =>
        rivals.filter((one) => one.status === status),
      );
      expect(won).toHaveLength(1);
      for (const one of lost ?? []) expect(one).toMatchObject({ reason: { code: 'STREAM_CONFLICT' } });
    }
  },
  240_000,
);

proveCase(
  42,
  'A group’s consumers process each of 300 events at least once and acknowledge it; what a dead consumer held is delivered to another, what fails too often becomes a dead letter.',
  async (measure) => {
    for (const { client, name } of places()) {
      await client.streams.append(
        'work',
        upTo(300).map((n) => ({ type: 'job', data: n })),
      );
      const group = client.streams.group('work', 'workers');
      // It takes ten, and is never heard of again.
      const dead = await group.read({ consumer: 'dead', limit: 10, leaseMs: 1_000, start: 'first' });
      expect(dead.deliveries).toHaveLength(10);
      const processed = new Map<number, number>();
      const stop = new AbortController();
      const consuming = upTo(3).map((i) =>
        group
          .consume(
            async ({ data }) => {
              const n = Number(data);
              if (n === 77) throw new Error('this one never');
              processed.set(n, (processed.get(n) ?? 0) + 1);
            },
            { consumer: `c${i}`, signal: stop.signal, maxDeliveries: 2 },
          )
          .catch(() => {}),
      );
      await until(async () => (await group.deadLetters()).items.length === 1, { timeoutMs: 60_000 });
      await until(() => processed.size === 299, { timeoutMs: 60_000, message: 'all others to be processed' });
      stop.abort();
      await Promise.all(consuming);
      expect((await group.deadLetters()).items.map(({ position }) => position)).toEqual([77]);
      measure(
        `events that were processed twice, ${name}`,
        [...processed.values()].filter((times) => times > 1).length,
      );
      await until(async () => (await group.get()).lag === 0, {
        timeoutMs: 30_000,
        message: 'nothing to be left',
      });
      const after = await group.read({ consumer: 'late' });
      expect(after.deliveries).toEqual([]);
    }
  },
  300_000,
);

proveCase(
  43,
  'While Redis is dead a writer’s append waits and is done once when it is back: none is lost, none is doubled; a client with two dispatchers goes on when one is killed.',
  async (measure) => {
    const { client, fleet } = redis();
    await client.streams.append('fallback', { type: 'made', data: 0 });
    await fleet.redis.kill('SIGKILL');
    const appending = upTo(20).map((n) =>
      client.streams.append('fallback', { type: 'made', data: n }, { retryForMs: 90_000 }),
    );
    const from = performance.now();
    await until(async () => (await componentOf(client, 'store')).score < 100, { timeoutMs: 60_000 });
    await fleet.redis.restart();
    await Promise.all(appending);
    measure('until all appends were acknowledged', `${Math.round(performance.now() - from)} ms`);
    const numbers = (await readAll(client, 'fallback')).map(({ data }) => Number(data)).sort((a, b) => a - b);
    expect(numbers).toEqual([0, ...upTo(20)]);
    // The client knows two dispatchers, and goes on with the other when the one that it uses is killed.
    const beside = await fleet.startDispatcherBeside();
    const both = new Client({ url: [beside.api.url, fleet.url] });
    const writing = (async () => {
      for (const n of upTo(200)) await both.streams.append('two-dispatchers', { type: 'made', data: n });
    })();
    const isWriting = async () => (await client.streams.get('two-dispatchers')).count >= 20;
    await Promise.race([writing, until(isWriting, { timeoutMs: 60_000 })]);
    await beside.started.kill();
    await writing;
    expect((await readAll(client, 'two-dispatchers')).map(({ data }) => data)).toEqual(upTo(200));
  },
  240_000,
);

proveCase(
  44,
  'Each wrong request is refused with a code, a path and what was expected, and nothing of it is stored; what the store cannot do now is told as such, and may be tried again.',
  async () => {
    for (const { client, url } of places()) {
      await client.streams.append('erring', { type: 'made' });
      const wrong: readonly [body: object, path: RegExp][] = [
        [{}, /type/],
        [{ type: 7 }, /type/],
        [{ events: [] }, /events/],
        [{ events: [{ type: 'a' }, { type: '' }] }, /events\.1\.type/],
        [{ type: 'a', expect: -1 }, /expect/],
        [{ type: 'a', misspelt: 1 }, /misspelt/],
      ];
      for (const [body, path] of wrong) {
        const answer = await fetch(`${url}/v1/streams/erring/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect({ body, status: answer.status }).toEqual({ body, status: 422 });
        const problem = (await answer.json()) as {
          code: string;
          errors: { path: string; expected: string }[];
        };
        expect(problem.code).toMatch(/^[A-Z_]+$/);
        expect(problem.errors[0]?.path).toMatch(path);
        expect(problem.errors[0]?.expected).not.toBe('');
      }
      await expect(client.streams.get('no-such-stream')).rejects.toMatchObject({
        code: 'STREAM_UNKNOWN',
        status: 404,
      });
      await expect(client.streams.append('No Name', { type: 'a' })).rejects.toMatchObject({ status: 422 });
      expect((await client.streams.get('erring')).count).toBe(1);
    }
    const { client, fleet } = redis();
    fleet.redis.pause();
    const refused = client.streams.append('erring', { type: 'made' }, { retryForMs: 0 });
    await expect(refused).rejects.toMatchObject({ isRetryable: true });
    fleet.redis.resume();
    await untilWell(client, 'store');
  },
  180_000,
);
