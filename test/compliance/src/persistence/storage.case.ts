import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { proveCase } from '../proof/prove-case.ts';
import { readAll, upTo, useStores } from './use-stores.ts';

const { redis, second, places } = useStores();
/** Texts that break who quotes, counts characters or splits lines. */
const AWKWARD = ['', '"', '\\', '\n', '\u2028', 'ä€😀', '${input}', '{"a":1}', 'x'.repeat(10_000), '\u0000'];

proveCase(
  31,
  'What is appended is read back equal and in order, however awkward, on Redis and embedded; after a SIGKILL of Redis all that was acknowledged is there.',
  async () => {
    for (const { client, name } of places()) {
      const data = [...AWKWARD, 0, -1.5, 1e300, true, null, [], {}, { deep: { er: [1, [2, [3]]] } }];
      for (const one of data) await client.streams.append('stored', { type: 'value.kept', data: one });
      const read = await readAll(client, 'stored');
      expect({ name, data: read.map((event) => event.data) }).toEqual({ name, data });
      expect(read.map(({ position }) => position)).toEqual(upTo(data.length));
      const batch = upTo(500).map((n) => ({ type: 'value.counted', data: n }));
      await client.streams.append('batched', batch);
      expect((await readAll(client, 'batched')).map((event) => event.data)).toEqual(upTo(500));
    }
    await redis().fleet.redis.kill('SIGKILL');
    await redis().fleet.redis.restart();
    await redis().fleet.untilAnswered();
    expect((await readAll(redis().client, 'batched')).map((event) => event.data)).toEqual(upTo(500));
  },
);

proveCase(
  32,
  'Events of one id are one event: sent twice, by eight writers at once, through two dispatchers, or again after an answer that was lost; the repeat is told its position.',
  async (measure) => {
    for (const { client, name } of places()) {
      const writers = name === 'Redis' ? [client, second()] : [client, client];
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          (writers[i % 2] ?? client).streams.append('once', { type: 'order.paid', id: 'paid 1', data: i }),
        ),
      );
      const told = answers.flatMap(({ events }) => events);
      expect(told.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(new Set(told.map(({ position }) => position))).toEqual(new Set([1]));
      const batch = [
        { type: 'a', id: 'paid 1' },
        { type: 'b', id: 'b' },
        { type: 'b', id: 'b' },
      ];
      const again = await client.streams.append('once', batch);
      expect(again.events.map(({ position, duplicate }) => [position, duplicate])).toEqual([
        [1, true],
        [2, false],
        [2, true],
      ]);
      // An append without ids is repeated under its key.
      const keyed = () => client.streams.append('once', { type: 'c' }, { key: 'append 7' });
      const [one, two] = [await keyed(), await keyed()];
      expect(one.events[0]?.position).toBe(two.events[0]?.position);
      expect((await readAll(client, 'once')).map(({ type }) => type)).toEqual(['order.paid', 'b', 'c']);
    }
    measure('writers of one event at once', 8);
  },
);

proveCase(
  33,
  'Of 1,200 events any part is found: by position, type, time and correlation id, page by page; who follows from a position gets each later one once.',
  async () => {
    for (const { client } of places()) {
      const events = upTo(1_200).map((n) => ({
        type: n % 3 === 0 ? 'third' : 'other',
        data: n,
        correlationId: `c${n % 5}`,
      }));
      for (let i = 0; i < events.length; i += 400)
        await client.streams.append('found', events.slice(i, i + 400));
      const numbers = async (filter: Parameters<typeof readAll>[2]) =>
        (await readAll(client, 'found', filter)).map(({ data }) => data);
      expect(await numbers({})).toEqual(upTo(1_200));
      expect(await numbers({ after: 1_000 })).toEqual(upTo(1_200).slice(1_000));
      expect(await numbers({ type: 'third' })).toEqual(upTo(1_200).filter((n) => n % 3 === 0));
      expect(await numbers({ correlationId: 'c2' })).toEqual(upTo(1_200).filter((n) => n % 5 === 2));
      const all = await readAll(client, 'found');
      const middle = all.find(({ position }) => position === 600)?.at ?? '';
      const later = await readAll(client, 'found', { from: middle });
      expect(later.every(({ at }) => at >= middle)).toBe(true);
      expect(later.map(({ data }) => data)).toEqual(
        all.filter(({ at }) => at >= middle).map(({ data }) => data),
      );
      const followed: unknown[] = [];
      for await (const { data } of client.streams.feed('found', {}, { after: '1190' })) {
        followed.push(data);
        if (followed.length === 10) break;
      }
      expect(followed).toEqual(upTo(1_200).slice(1_190));
    }
  },
);

proveCase(
  34,
  'Events of several streams and of a run are found under one correlation id, in the order of time, and none of another; an event without one has none.',
  async () => {
    for (const { client, name } of places()) {
      const correlationId = `basket ${name}`;
      await client.streams.append('carts', { type: 'cart.filled', data: 1 }, { correlationId });
      await client.streams.append('mails', { type: 'mail.sent', data: 2 }, { correlationId });
      await client.streams.append('carts', { type: 'cart.emptied', data: 3, correlationId: 'another' });
      await client.streams.append('carts', { type: 'cart.paid', data: 4, correlationId });
      await client.streams.append('carts', { type: 'cart.left', data: 5 });
      await client.workflows.push({ name: 'echo', steps: { s: { agent: 'core.echo', with: 1 } } });
      const run = await client.submit('echo', null, { correlationId });
      await client.waitForOutput(run);
      const told: string[] = [];
      const times: string[] = [];
      for await (const entry of client.correlation(correlationId)) {
        told.push('stream' in entry ? `${entry.stream} ${entry.event.type}` : `run ${entry.event.type}`);
        times.push(entry.at);
      }
      expect(told.slice(0, 3)).toEqual(['carts cart.filled', 'mails mail.sent', 'carts cart.paid']);
      expect(told.at(-1)).toBe('run run.completed');
      expect(times).toEqual([...times].sort());
      expect((await readAll(client, 'carts')).map((event) => event.correlationId)).toEqual([
        correlationId,
        'another',
        correlationId,
        undefined,
      ]);
    }
  },
);

proveCase(
  35,
  'A hundred streams are written at once and listed page by page by name; each has its own positions and events.',
  async () => {
    for (const { client } of places()) {
      const names = upTo(100).map((n) => `many-${String(n).padStart(3, '0')}`);
      await Promise.all(
        names.map((stream, i) =>
          client.streams.append(
            stream,
            upTo((i % 3) + 1).map((n) => ({ type: 'made', data: `${stream} ${n}` })),
          ),
        ),
      );
      const listed: string[] = [];
      for await (const { name } of client.streams.list()) if (name.startsWith('many-')) listed.push(name);
      expect(listed).toEqual(names);
      for (const [i, stream] of names.entries())
        expect((await readAll(client, stream)).map(({ data }) => data)).toEqual(
          upTo((i % 3) + 1).map((n) => `${stream} ${n}`),
        );
    }
  },
);

proveCase(
  36,
  'What is told of a stream agrees with its events: count, first and last with their times, types by how often; a stream that was deleted and written again is another one.',
  async () => {
    for (const { client } of places()) {
      const types = ['a', 'b', 'a', 'c', 'a', 'b'];
      await client.streams.append(
        'informed',
        types.map((type, n) => ({ type, data: `${n} ${'x'.repeat(100)}` })),
      );
      const events = await readAll(client, 'informed');
      const told = await client.streams.get('informed');
      expect(told).toMatchObject({
        name: 'informed',
        count: 6,
        first: { position: 1, at: events[0]?.at },
        last: { position: 6, at: events.at(-1)?.at },
        types: [
          { type: 'a', count: 3 },
          { type: 'b', count: 2 },
          { type: 'c', count: 1 },
        ],
      });
      expect(told.bytes).toBeGreaterThan(0);
      await client.streams.delete('informed');
      await expect(client.streams.get('informed')).rejects.toMatchObject({ code: 'STREAM_UNKNOWN' });
      await client.streams.append('informed', { type: 'anew' });
      const renewed = await client.streams.get('informed');
      expect(renewed).toMatchObject({ count: 1, last: { position: 1 } });
      expect(renewed.incarnation).toBeGreaterThan(told.incarnation);
    }
  },
);

proveCase(
  38,
  'Events just below the limit come back byte for byte, many in a row too; one above it is refused with its code and limit, and takes nothing with it.',
  async (measure) => {
    for (const { client, name } of places()) {
      const text = randomBytes(180_000).toString('base64');
      await client.streams.append('large', { type: 'large', data: text });
      for (const n of upTo(10)) await client.streams.append('large', { type: 'large', data: { n, text } });
      const read = await readAll(client, 'large');
      expect(read).toHaveLength(11);
      expect(read[0]?.data).toBe(text);
      for (const { data } of read.slice(1)) expect((data as { text: string }).text).toBe(text);
      const huge = 'x'.repeat(2 * 1024 * 1024);
      const refused = client.streams.append('large', [{ type: 'small' }, { type: 'huge', data: huge }]);
      await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/TOO_LARGE/) });
      expect((await client.streams.get('large')).last.position).toBe(11);
      measure(`characters of an event, ${name}`, text.length);
    }
  },
);

proveCase(
  40,
  'Types are names that events are counted and found by; a hundred of them in one stream do not mix; what is no name is refused with a path.',
  async () => {
    for (const { client } of places()) {
      const types = upTo(100).map((n) => `kind-${n}.made`);
      await client.streams.append(
        'typed',
        types.flatMap((type) => [
          { type, data: 1 },
          { type, data: 2 },
        ]),
      );
      const told = await client.streams.get('typed');
      expect(new Map(told.types.map(({ type, count }) => [type, count]))).toEqual(
        new Map(types.map((type) => [type, 2])),
      );
      for (const type of ['kind-1.made', 'kind-11.made', 'kind-100.made'])
        expect((await readAll(client, 'typed', { type })).map((event) => event.type)).toEqual([type, type]);
      for (const type of ['', ' ', 'a b', 'x'.repeat(300)]) {
        const refused = client.streams.append('typed', { type });
        await expect(refused).rejects.toMatchObject({
          status: 422,
          errors: [expect.objectContaining({ path: 'type' })],
        });
      }
    }
  },
);

proveCase(
  45,
  'What happens to one stream touches no other: its appends, its deletion, a conflict and its groups; names that look alike, or like keys of the store, are streams of their own.',
  async () => {
    for (const { client } of places()) {
      const names = ['alike', 'alike-', 'alike.1', 'Alike', 'alike:2', 'alike:groups', 'stream-log:alike'];
      for (const name of names)
        await client.streams.append(name, { type: 'made', data: name, id: 'the same' });
      for (const name of names) expect((await readAll(client, name)).map(({ data }) => data)).toEqual([name]);
      const [gone = '', ...kept] = names;
      await client.streams.group(kept[0] ?? '', 'readers').read({ consumer: 'one', start: 'first' });
      await client.streams.group(gone, 'readers').read({ consumer: 'one', start: 'first' });
      await expect(client.streams.append(gone, { type: 'late' }, { expect: 7 })).rejects.toMatchObject({
        code: 'STREAM_CONFLICT',
      });
      await client.streams.delete(gone);
      await expect(client.streams.get(gone)).rejects.toMatchObject({ code: 'STREAM_UNKNOWN' });
      for (const name of kept) expect((await readAll(client, name)).map(({ data }) => data)).toEqual([name]);
      expect((await client.streams.groups(kept[0] ?? '')).items.map(({ group }) => group)).toEqual([
        'readers',
      ]);
    }
  },
);
