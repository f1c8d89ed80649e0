import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { agent } from '../agent.ts';
import { NonRetryable } from '../steering.ts';
import { testAgent } from '../test-agent.ts';
import { HandlerStreams } from './handler-streams.ts';
import type { HandlerEvent } from './stream-writer.ts';
import { toAppendId } from './to-append-id.ts';

const AT = '2026-01-02T03:04:05.678Z';

/** Streams whose store answers when it is told to. */
function createStreams(eventBytes = 1_000) {
  const sent: { stream: string; ids: readonly string[] }[] = [];
  const gates: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const streams = new HandlerStreams({
    idempotencyKey: 'r0:pay',
    eventBytes,
    send: async (stream, events: readonly HandlerEvent[]) => {
      sent.push({ stream, ids: events.map(({ id }) => id) });
      await new Promise<void>((resolve, reject) => gates.push({ resolve, reject }));
      return events.map((_, i) => ({ position: i + 1, at: AT, duplicate: false }));
    },
  });
  const turns = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { streams, sent, gates, turns };
}

const paid = (count: number) => toAppendId('r0:pay', 'order.paid', 'null', count);

describe('the streams of a handler', () => {
  it('send what is appended in one turn together and in order, and what comes meanwhile afterwards', async () => {
    const { streams, sent, gates, turns } = createStreams();
    const audit = streams.open('audit');
    const first = audit.append('order.paid');
    audit.append('order.paid');
    audit.append('order.sent', 1, { id: 'mine' });
    await turns();
    audit.append('order.paid');
    await turns();
    expect(sent).toEqual([{ stream: 'audit', ids: [paid(1), paid(2), 'mine'] }]);
    gates[0]?.resolve();
    expect(await first).toEqual({ position: 1, at: AT, duplicate: false });
    await turns();
    expect(sent[1]).toEqual({ stream: 'audit', ids: [paid(3)] });
    gates[1]?.resolve();
    expect(await streams.end()).toBeUndefined();
  });

  it('number the events of each stream and type by themselves', () => {
    const { streams } = createStreams();
    const ids: string[] = [];
    const idOf = (type: string, count: number) => toAppendId('k', type, 'null', count);
    const direct = new HandlerStreams({
      idempotencyKey: 'k',
      eventBytes: 10,
      send: async (_, events) => {
        ids.push(...events.map(({ id }) => id));
        return [];
      },
    });
    for (const [stream, type] of [
      ['a', 'x'],
      ['b', 'x'],
      ['a', 'y'],
      ['a', 'x'],
    ] as const)
      void direct
        .open(stream)
        .append(type)
        .catch(() => {});
    return direct.end().then(() => {
      expect(ids.sort()).toEqual([idOf('x', 1), idOf('x', 1), idOf('x', 2), idOf('y', 1)].sort());
      expect(() => streams.open('-')).toThrow(NonRetryable);
    });
  });

  it('end only when everything is stored, and take nothing more then', async () => {
    const { streams, gates, turns } = createStreams();
    streams.open('audit').append('a');
    let hasEnded = false;
    const ending = streams.end().then((failed) => {
      hasEnded = true;
      return failed;
    });
    await turns();
    expect(hasEnded).toBe(false);
    expect(() => streams.open('audit').append('b')).toThrow('The attempt is over');
    gates[0]?.resolve();
    expect(await ending).toBeUndefined();
  });

  it('end with the first refusal of the store, also if nobody awaited it, and send nothing behind it', async () => {
    const { streams, sent, gates, turns } = createStreams();
    const audit = streams.open('audit');
    audit.append('a').catch(() => {});
    await turns();
    void audit.append('b').catch(() => {});
    const ending = streams.end();
    gates[0]?.reject(new Error('full'));
    expect(await ending).toEqual({ error: new Error('full') });
    expect(sent).toHaveLength(1);
  });

  it('refuse at once what no store would take', () => {
    const { streams } = createStreams(10);
    const audit = streams.open('audit');
    const codeOf = (append: () => unknown): unknown => {
      try {
        return append();
      } catch (error) {
        return error instanceof NonRetryable ? error.code : error;
      }
    };
    expect(codeOf(() => streams.open('no name'))).toBe('STREAM_INVALID');
    expect(codeOf(() => audit.append('no type'))).toBe('EVENT_INVALID');
    expect(codeOf(() => audit.append('a', 1, { id: '' }))).toBe('EVENT_INVALID');
    expect(codeOf(() => audit.append('a', () => {}))).toBe('EVENT_INVALID');
    expect(codeOf(() => audit.append('a', 'x'.repeat(20)))).toBe('EVENT_TOO_LARGE');
    for (let i = 0; i < 1_000; i++) audit.append('a');
    expect(codeOf(() => audit.append('a'))).toBe('APPENDS_TOO_MANY');
  });

  it('refuse more than 16 MiB that wait for the store, and take more once it has answered', async () => {
    const { streams, gates, sent, turns } = createStreams(8 * 1024 * 1024);
    const audit = streams.open('audit');
    const large = 'x'.repeat(8 * 1024 * 1024 - 2);
    const first = audit.append('a', large);
    audit.append('a', large);
    expect(() => audit.append('a')).toThrow(expect.objectContaining({ code: 'APPENDS_TOO_MANY' }));
    await turns();
    gates[0]?.resolve();
    await first;
    await turns();
    const last = audit.append('a');
    gates[1]?.resolve();
    await turns();
    gates[2]?.resolve();
    expect(await last).toMatchObject({ position: 1 });
    expect(sent).toHaveLength(3);
  });
});

it('an id that would be too long is a hash of itself, and differs from others', () => {
  const long = `r0:${'x'.repeat(125)}`;
  const ids = [1, 2].map((count) => toAppendId(long, 'order.paid.in.full', 'null', count));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^step#[\w-]{43}$/);
});

it('a retry that appends in another order, or other data, neither loses an event nor doubles one', async () => {
  const kept = new Map<string, unknown>();
  const attempt = async (totals: readonly number[]) => {
    const streams = new HandlerStreams({
      idempotencyKey: 'r0:pay',
      eventBytes: 100,
      send: async (_, events) =>
        events.map(({ id, data }) => {
          const duplicate = kept.has(id);
          if (!duplicate) kept.set(id, data);
          return { position: kept.size, at: AT, duplicate };
        }),
    });
    for (const total of totals) await streams.open('audit').append('paid', { total });
    await streams.end();
  };
  await attempt([1]);
  await attempt([2, 1, 1]);
  await attempt([1, 1, 2]);
  expect([...kept.values()]).toEqual([{ total: 1 }, { total: 2 }, { total: 1 }]);
});

it('testAgent returns what a handler appended to streams, once for each id', async () => {
  const paidId = toAppendId('r0-1:step', 'order.paid', '{"total":7}', 1);
  const pay = agent({
    name: 'pay.order',
    input: z.null(),
    handler: async (_, { stream }) => {
      const audit = stream('audit');
      await audit.append('order.paid', { total: 7 });
      const again = await audit.append('order.paid', { total: 8 }, { id: paidId });
      void audit.append('order.closed');
      return again.duplicate;
    },
  });
  const { outcome, appended } = await testAgent(pay, null, { idempotencyKey: 'r0-1:step' });
  expect(outcome).toMatchObject({ status: 'completed', output: true });
  expect(appended).toEqual([
    { stream: 'audit', position: 1, type: 'order.paid', data: { total: 7 }, id: paidId },
    {
      stream: 'audit',
      position: 2,
      type: 'order.closed',
      data: null,
      id: toAppendId('r0-1:step', 'order.closed', 'null', 1),
    },
  ]);
});
