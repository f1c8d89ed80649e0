import fc from 'fast-check';
import type { NewEvent } from '../event-store.ts';
import type { Store } from '../store.ts';

/** What a move needs to know of the store that it is made on. */
export interface Side {
  readonly store: Store;
  readonly tenant: string;
  /** The incarnations of each stream that this store has told, the latest last. */
  readonly incarnations: Map<string, number[]>;
}

/** Something that somebody does with streams; both stores must answer alike. */
interface StreamMove {
  readonly name: string;
  /** The stream that it is about; empty if it is about all. */
  readonly stream: string;
  /** All that was drawn, for the message of a failure. */
  readonly drawn: unknown;
  make(side: Side): Promise<unknown>;
}

const HOUR_MS = 3_600_000;

/** One of two, the first mostly, so that much happens to it. */
const mostly = (often: string, seldom: string) => fc.constantFrom(often, often, often, often, seldom);

const stream = mostly('a', 'a.b');
const group = mostly('g', 'h');
const consumer = mostly('c1', 'c2');
const position = fc.integer({ min: 0, max: 9 });
const positions = fc.array(position, { minLength: 1, maxLength: 6 });
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const type = fc.constantFrom('x', 'x.y', 'z');
const correlationId = fc.constantFrom('c', 'c d');

const event: fc.Arbitrary<NewEvent> = fc.record({
  type,
  data: fc.constantFrom('1', '{"n":2}', `"${'long '.repeat(1_500)}"`),
  id: some(fc.constantFrom('1', '2', '3', '4', '5', '6', '7')),
  correlationId: some(correlationId),
});

/** Draws a move and what it does with what was drawn. */
function move<T extends object>(
  name: string,
  drawn: { readonly [Key in keyof T]: fc.Arbitrary<T[Key]> },
  make: (side: Side, drawn: T) => Promise<unknown>,
): fc.Arbitrary<StreamMove> {
  return fc.record<T>(drawn).map((values) => {
    const of = 'stream' in values && typeof values.stream === 'string' ? values.stream : '';
    return { name, stream: of, drawn: values, make: (side) => make(side, values) };
  });
}

/** The present incarnation of a stream, or the one before, which is mostly another. */
const incarnationOf = ({ incarnations }: Side, name: string, isOld: boolean): number | undefined =>
  incarnations.get(name)?.at(isOld ? -2 : -1);

const isOld = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);
/** Few, so that some are repeats. */
const command = fc.integer({ min: 0, max: 60 }).map((n) => `command ${n}`);

const append = move(
  'append',
  {
    stream,
    command,
    events: fc.array(event, { minLength: 1, maxLength: 5 }),
    expect: fc.option(position, { nil: undefined, freq: 6 }),
    dedupeMs: fc.constantFrom(0, HOUR_MS),
  },
  ({ store, tenant }, drawn) => store.events.append({ tenant, ...drawn }),
);

const read = move(
  'read',
  {
    stream,
    after: position,
    type: some(fc.oneof(type, fc.constant('none'))),
    correlationId: some(correlationId),
    limit: fc.integer({ min: 1, max: 5 }),
    isOld,
  },
  (side, { isOld: old, ...query }) =>
    side.store.events.read({
      tenant: side.tenant,
      ...query,
      incarnation: old ? incarnationOf(side, query.stream, old) : undefined,
    }),
);

const look = move('look', { stream, group }, async ({ store, tenant }, drawn) => ({
  described: await store.events.describe(tenant, drawn.stream),
  listed: await store.events.list(tenant, undefined, 10),
  groups: await store.groups.list(tenant, drawn.stream),
  group: await store.groups.describe({ tenant, ...drawn }),
  dead: await store.groups.listDead({ tenant, ...drawn }, 0, 10),
}));

const correlated = move('correlated', { correlationId }, async ({ store, tenant }, drawn) => {
  const found = await store.events.readCorrelated({ tenant, ...drawn, limit: 1_000 });
  // Which of two streams comes first depends on the clocks.
  return found.toSorted((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
});

const trim = move(
  'trim',
  { stream, before: position, evenUnread: fc.integer({ min: 0, max: 3 }).map((n) => n === 0), isOld },
  (side, { isOld: old, ...drawn }) =>
    side.store.events.trim({
      tenant: side.tenant,
      ...drawn,
      incarnation: old ? incarnationOf(side, drawn.stream, old) : undefined,
    }),
);

const remove = move('delete', { stream, isOld }, (side, { stream: name, isOld: old }) =>
  side.store.events.delete(side.tenant, name, old ? incarnationOf(side, name, old) : undefined),
);

const readGroup = move(
  'readGroup',
  {
    stream,
    group,
    consumer,
    limit: fc.integer({ min: 1, max: 4 }),
    leaseMs: fc.constantFrom(0, 0, HOUR_MS),
    maxDeliveries: fc.constantFrom(1, 1, 2, 9),
    start: fc.constantFrom('first' as const, 'last' as const),
    removed: some(
      fc.record({
        positions: fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9]),
        lost: fc.array(fc.tuple(position, position), { maxLength: 2 }),
      }),
    ),
  },
  ({ store, tenant }, drawn) => store.groups.read({ tenant, ...drawn }),
);

const held = { stream, group, consumer, positions, isOld };

const acknowledge = move('acknowledge', held, (side, { isOld: old, ...drawn }) =>
  side.store.groups.acknowledge({
    tenant: side.tenant,
    ...drawn,
    incarnation: incarnationOf(side, drawn.stream, old) ?? 0,
  }),
);

const extend = move(
  'extend',
  { ...held, leaseMs: fc.constantFrom(0, HOUR_MS) },
  (side, { isOld: old, leaseMs, ...drawn }) => {
    const incarnation = incarnationOf(side, drawn.stream, old) ?? 0;
    return side.store.groups.extend({ tenant: side.tenant, ...drawn, incarnation }, leaseMs);
  },
);

const release = move(
  'release',
  { ...held, afterMs: fc.constantFrom(0, HOUR_MS), maxDeliveries: fc.constantFrom(1, 1, 3) },
  (side, { isOld: old, afterMs, maxDeliveries, ...drawn }) => {
    const incarnation = incarnationOf(side, drawn.stream, old) ?? 0;
    const given = { afterMs, maxDeliveries, reason: 'é' };
    return side.store.groups.release({ tenant: side.tenant, ...drawn, incarnation }, given);
  },
);

const reset = move('reset', { stream, group, after: position }, ({ store, tenant }, { after, ...name }) =>
  store.groups.reset({ tenant, ...name }, { after }),
);

const redrive = move('redrive', { stream, group, positions }, ({ store, tenant }, drawn) =>
  store.groups.redrive({ tenant, ...drawn }, drawn.positions),
);

const discard = move('discard', { stream, group, positions }, ({ store, tenant }, drawn) =>
  store.groups.discard({ tenant, ...drawn }, drawn.positions),
);

const removeGroup = move('deleteGroup', { stream, group }, ({ store, tenant }, drawn) =>
  store.groups.delete({ tenant, ...drawn }),
);

/** Sequences of moves on two streams with two groups each. */
export const streamMoves: fc.Arbitrary<readonly StreamMove[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: append },
    { weight: 6, arbitrary: read },
    { weight: 4, arbitrary: look },
    { weight: 2, arbitrary: correlated },
    { weight: 3, arbitrary: trim },
    { weight: 1, arbitrary: remove },
    { weight: 10, arbitrary: readGroup },
    { weight: 5, arbitrary: acknowledge },
    { weight: 3, arbitrary: extend },
    { weight: 5, arbitrary: release },
    { weight: 2, arbitrary: reset },
    { weight: 3, arbitrary: redrive },
    { weight: 1, arbitrary: discard },
    { weight: 1, arbitrary: removeGroup },
  ),
  { minLength: 30, maxLength: 80, size: 'max' },
);
