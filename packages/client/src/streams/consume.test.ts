import { expect, it } from '@jest/globals';
import { RefusedError, UnreachableError } from '../errors.ts';
import { type ConsumeOptions, consume, type Delivered } from './consume.ts';
import type { HeldEvents } from './group-reading.ts';

const AT = '2026-01-02T03:04:05.678Z';
type Page = readonly number[] | Error;

/** A group that delivers these pages, and then ends the loop. */
function createGroup(pages: readonly Page[], refused: readonly number[] = [], isAway = () => false) {
  const stop = new AbortController();
  const told: string[] = [];
  const left = [...pages];
  const tell = (what: string, { positions }: HeldEvents, more = '') => {
    told.push(`${what} ${positions.join()}${more}`);
    return Promise.resolve({ refused: [...refused] });
  };
  const group = {
    read: async () => {
      const page = left.shift();
      if (page === undefined) stop.abort();
      if (page instanceof Error) throw page;
      const deliveries = (page ?? []).map((position) => ({
        position,
        at: AT,
        type: 'a',
        data: null,
        delivery: 1,
      }));
      return { deliveries, leaseUntil: AT, incarnation: 7 };
    },
    acknowledge: (held: HeldEvents) => tell('ack', held),
    extend: (held: HeldEvents) => {
      const told = tell('extend', held);
      return isAway() ? Promise.reject(away()) : told;
    },
    release: (held: HeldEvents, release: { readonly reason?: string } = {}) =>
      tell('release', held, release.reason === undefined ? '' : ` ${release.reason}`),
  };
  const run = (
    handler: (event: Delivered, context: { signal: AbortSignal }) => unknown,
    more: ConsumeOptions = {},
  ) => consume(group, handler, { signal: stop.signal, ...more });
  return { stop, told, run };
}

const away = () => new UnreachableError('http://localhost', '/v1/streams', new Error('away'));

const refusal = (code: string) => new RefusedError({ status: 404, code, detail: 'no' });

it('a consumer acknowledges each event once it has processed it, and knows the incarnation', async () => {
  const { run, told } = createGroup([[1, 2], [], [3]]);
  const seen: unknown[] = [];
  await run(({ position, incarnation }) => void seen.push([position, incarnation]));
  expect(seen).toEqual([1, 2, 3].map((position) => [position, 7]));
  expect(told).toEqual(['ack 1', 'ack 2', 'ack 3']);
});

it('a consumer gives back what its handler throws on, with the reason, and goes on with the next', async () => {
  const { run, told } = createGroup([[1, 2]]);
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  await run(
    ({ position }) => {
      if (position === 1) throw new Error('no address');
    },
    { onError },
  );
  expect(told).toEqual(['release 1 no address', 'ack 2']);
  expect(errors).toEqual([new Error('no address')]);
});

it('a consumer that is stopped ends the event at hand, and gives the others back', async () => {
  const { run, told, stop } = createGroup([[1, 2, 3]]);
  await run(() => stop.abort());
  expect(told).toEqual(['ack 1', 'release 2,3']);
});

it('a consumer extends its leases while it works, and is told of events that are no longer its own', async () => {
  const { run, told } = createGroup([[1, 2]], [1, 2]);
  const reasons: number[] = [];
  await run(
    ({ position }, { signal }) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          reasons.push(position);
          resolve();
        });
      }),
    { leaseMs: 600 },
  );
  expect(reasons).toEqual([1]);
  expect(told).toContain('extend 1,2');
  expect(told).not.toContain('ack 2');
});

it('a consumer waits for a stream that does not exist yet, and rejects with any other refusal', async () => {
  const { run, told } = createGroup([refusal('STREAM_UNKNOWN'), [1]]);
  await run(() => {});
  expect(told).toEqual(['ack 1']);
  await expect(createGroup([refusal('GROUP_INVALID')]).run(() => {})).rejects.toMatchObject({
    code: 'GROUP_INVALID',
  });
});

it('a consumer waits outages out, however long they last', async () => {
  const busy = new RefusedError({ status: 503, code: 'STORE_UNAVAILABLE', detail: 'away' });
  const { run, told } = createGroup([away(), busy, [1]]);
  await run(() => {});
  expect(told).toEqual(['ack 1']);
});

it('a consumer is told that its events are no longer its own when their leases lapse in an outage', async () => {
  const { run, told } = createGroup([[1, 2], [3]], [], () => true);
  const aborted: number[] = [];
  await run(
    ({ position }, { signal }) =>
      position === 3 ||
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          aborted.push(position);
          resolve();
        });
      }),
    { leaseMs: 600 },
  );
  expect(aborted).toEqual([1]);
  expect(told).toContain('extend 1,2');
  expect(told).not.toContain('ack 2');
  expect(told).toContain('ack 3');
});
