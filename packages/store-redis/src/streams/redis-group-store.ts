import {
  type DeadEvent,
  type DeliveredEvent,
  type EventBlobs,
  type GroupDescription,
  type GroupHold,
  type GroupName,
  type GroupPage,
  type GroupRead,
  type GroupStart,
  type GroupStore,
  type HoldAnswer,
  hashRead,
  LAPSED,
  type Release,
  type RemovedEvents,
  type ResetAnswer,
  readUnlessBroken,
  STREAM_LIMITS,
} from '@ag06/store';
import { toList } from '../reply-values.ts';
import { EVENT_PARTS, mapParts, readAbsence, toNumber, toStoredEvent, toText } from './read-replies.ts';
import type { Argument, StreamFunctions } from './stream-functions.ts';

/** Groups of consumers on Redis. `lua/stream-groups.ts` tells how one is kept. */
export class RedisGroupStore implements GroupStore {
  readonly #functions: StreamFunctions;
  readonly #blobs: EventBlobs;

  constructor(functions: StreamFunctions, blobs: EventBlobs) {
    this.#functions = functions;
    this.#blobs = blobs;
  }

  async read(read: GroupRead): Promise<GroupPage> {
    const { incarnation = '', group, consumer, readId, limit, leaseMs, maxDeliveries, start } = read;
    const { pageBytes, pending, dead, groups, pageEvents, buried, commandMs } = STREAM_LIMITS;
    const asked = [incarnation, group, consumer, limit, leaseMs, maxDeliveries, start, LAPSED];
    const name = readId === undefined ? '' : hashRead(consumer, readId);
    const limits = [pageBytes, pending, dead, groups, pageEvents, buried, name, commandMs];
    const args = [...asked, ...limits, ...toRemovedArgs(read.removed)];
    const parts = toList(await this.#functions.callOn(read, 'change', 'readGroup', ...args));
    const word = toText(parts[0]);
    const absence = readAbsence(word, parts);
    if (absence !== undefined) return absence;
    if (word === 'too_many_groups') return { result: 'too_many_groups' };
    const [, found, leasedUntil, events, taken] = parts;
    if (word === 'missing') {
      const positions = toList(leasedUntil).map(toNumber);
      return { result: 'missing', incarnation: toNumber(found), positions, first: toNumber(events) };
    }
    const removed = mapParts(taken, 2, (list, i) => ({
      position: toNumber(list[i]),
      delivery: toNumber(list[i + 1]),
    }));
    const delivered = mapParts(events, EVENT_PARTS + 1, (list, i) =>
      this.#readDelivered(read.stream, list, i),
    );
    return {
      result: 'delivered',
      incarnation: toNumber(found),
      events: (await Promise.all(delivered)).flat(),
      ...(removed.length > 0 && { removed }),
      leasedUntil: toNumber(leasedUntil),
    };
  }

  acknowledge(held: GroupHold): Promise<HoldAnswer> {
    return this.#hold(held, 'acknowledge', ['', '', '']);
  }

  extend(held: GroupHold, leaseMs: number): Promise<HoldAnswer> {
    return this.#hold(held, 'extend', [leaseMs, '', '']);
  }

  release(held: GroupHold, { afterMs, reason, maxDeliveries }: Release): Promise<HoldAnswer> {
    return this.#hold(held, 'release', [afterMs, reason, `${maxDeliveries}|${STREAM_LIMITS.dead}`]);
  }

  async #hold(held: GroupHold, handler: string, how: readonly Argument[]): Promise<HoldAnswer> {
    const args = [held.incarnation, held.group, held.consumer, ...how, ...held.positions];
    const parts = toList(await this.#functions.callOn(held, 'change', handler, ...args));
    return (
      readAbsence(toText(parts[0]), parts) ?? { result: 'done', refused: toList(parts[1]).map(toNumber) }
    );
  }

  async reset(name: GroupName, to: GroupStart): Promise<ResetAnswer> {
    const place = 'at' in to ? ['at', to.at] : ['after', to.after];
    const args = [name.group, ...place, STREAM_LIMITS.groups];
    const [word, incarnation, position] = toList(
      await this.#functions.callOn(name, 'change', 'reset', ...args),
    );
    const result = toText(word);
    if (result === 'unknown' || result === 'too_many_groups') return { result };
    return { result: 'reset', incarnation: toNumber(incarnation), position: toNumber(position) };
  }

  async describe(name: GroupName): Promise<GroupDescription | undefined> {
    return (await this.#describe(name, name.group))?.[0];
  }

  list(tenant: string, stream: string): Promise<readonly GroupDescription[] | undefined> {
    return this.#describe({ tenant, stream }, '');
  }

  async #describe(
    stream: { readonly tenant: string; readonly stream: string },
    group: string,
  ): Promise<readonly GroupDescription[] | undefined> {
    const reply = await this.#functions.callOn(stream, 'read', 'describeGroups', group);
    if (reply === null) return undefined;
    return toList(reply).flatMap((one) => (one === null ? [] : [toDescription(toList(one))]));
  }

  async listDead(name: GroupName, after: number, limit: number): Promise<readonly DeadEvent[]> {
    const args = [name.group, after, limit, STREAM_LIMITS.pageBytes];
    const reply = toList(await this.#functions.callOn(name, 'read', 'listDead', ...args));
    return Promise.all(reply.map((one) => this.#readDead(name.stream, toList(one))));
  }

  redrive(name: GroupName, positions: readonly number[]): Promise<readonly number[]> {
    return this.#changeDead(name, 1, positions);
  }

  discard(name: GroupName, positions: readonly number[]): Promise<readonly number[]> {
    return this.#changeDead(name, 0, positions);
  }

  async #changeDead(
    name: GroupName,
    isDelivered: 0 | 1,
    positions: readonly number[],
  ): Promise<readonly number[]> {
    const args = [name.group, isDelivered, ...positions];
    return toList(await this.#functions.callOn(name, 'change', 'changeDead', ...args)).map(toNumber);
  }

  async delete(name: GroupName): Promise<boolean> {
    return (await this.#functions.callOn(name, 'change', 'deleteGroup', name.group)) === 1;
  }

  async #readDelivered(
    stream: string,
    parts: readonly unknown[],
    from: number,
  ): Promise<readonly DeliveredEvent[]> {
    const event = await readUnlessBroken(stream, toStoredEvent(parts, from + 1), this.#blobs);
    return event === undefined ? [] : [{ ...event, delivery: toNumber(parts[from]) }];
  }

  async #readDead(stream: string, parts: readonly unknown[]): Promise<DeadEvent> {
    const [position, deliveries, consumer, reason, at] = parts;
    const event =
      parts.length > 5 ? await readUnlessBroken(stream, toStoredEvent(parts, 5), this.#blobs) : undefined;
    return {
      position: toNumber(position),
      event,
      deliveries: toNumber(deliveries),
      consumer: toText(consumer),
      reason: toText(reason),
      at: toNumber(at),
    };
  }
}

/** As `readRemoved` of the library reads it. */
const toRemovedArgs = (removed: RemovedEvents | undefined): readonly Argument[] =>
  removed === undefined ? [0] : [1, removed.positions.length, ...removed.positions, ...removed.lost.flat()];

function toDescription([name, ...numbers]: readonly unknown[]): GroupDescription {
  const [incarnation = 0, position = 0, delivered = 0, lag = 0, pending = 0, dead = 0] = numbers
    .slice(0, 6)
    .map(toNumber);
  const at = numbers[6];
  return {
    group: toText(name),
    incarnation,
    position,
    delivered,
    lag,
    pending,
    dead,
    oldestAt: at === null ? undefined : toNumber(at),
  };
}
