import { STREAM_LIMITS } from '../event-store.ts';
import type {
  DeadEvent,
  GroupDescription,
  GroupHold,
  GroupName,
  GroupPage,
  GroupRead,
  GroupStart,
  GroupStore,
  HoldAnswer,
  Release,
  ResetAnswer,
} from '../group-store.ts';
import { readUnlessBroken } from '../records/read-stream-event.ts';
import type { EventBlobs } from '../streams/event-blobs.ts';
import { MemoryGroup } from './memory-group.ts';
import { MemoryStream } from './memory-stream.ts';
import type { MemoryStreams } from './memory-streams.ts';

/** Groups of consumers in memory. */
export class MemoryGroupStore implements GroupStore {
  readonly #streams: MemoryStreams;
  readonly #now: () => number;
  readonly #blobs: EventBlobs;

  constructor(
    streams: MemoryStreams,
    { now, blobs }: { readonly now: () => number; readonly blobs: EventBlobs },
  ) {
    this.#streams = streams;
    this.#now = now;
    this.#blobs = blobs;
  }

  async read(read: GroupRead): Promise<GroupPage> {
    const found = this.#streams.findIncarnation(read.tenant, read.stream, read.incarnation);
    if (!(found instanceof MemoryStream)) return found;
    const { incarnation, first, last } = found;
    const begin = read.removed === undefined ? first - 1 : 0;
    const group = openGroup(found, read.group, read.start === 'first' ? begin : last);
    if (group === undefined) return { result: 'too_many_groups' };
    const now = this.#now();
    const { deliveries, missing } = group.read(read, now);
    if (missing.length > 0) return { result: 'missing', incarnation, positions: missing, first };
    const events = await Promise.all(
      deliveries.map(async ({ event, delivery }) => {
        const readEvent = event && (await readUnlessBroken(read.stream, event, this.#blobs));
        return readEvent === undefined ? [] : [{ ...readEvent, delivery }];
      }),
    );
    const removed = deliveries.flatMap(({ position, event, delivery }) =>
      event === undefined ? [{ position, delivery }] : [],
    );
    return {
      result: 'delivered',
      incarnation,
      events: events.flat(),
      ...(removed.length > 0 && { removed }),
      leasedUntil: now + read.leaseMs,
    };
  }

  async acknowledge(held: GroupHold): Promise<HoldAnswer> {
    return this.#hold(held, (group, position) => group.acknowledge(position, held.consumer));
  }

  async extend(held: GroupHold, leaseMs: number): Promise<HoldAnswer> {
    const expiresAt = this.#now() + leaseMs;
    return this.#hold(held, (group, position) => group.extend(position, held.consumer, expiresAt));
  }

  async release(held: GroupHold, release: Release): Promise<HoldAnswer> {
    const now = this.#now();
    return this.#hold(held, (group, position) => group.release(position, held.consumer, release, now));
  }

  #hold(held: GroupHold, change: (group: MemoryGroup, position: number) => boolean): HoldAnswer {
    const found = this.#streams.findIncarnation(held.tenant, held.stream, held.incarnation);
    if (!(found instanceof MemoryStream)) return found;
    const group = found.groups.get(held.group);
    if (group === undefined) return { result: 'unknown' };
    return { result: 'done', refused: held.positions.filter((position) => !change(group, position)) };
  }

  async reset({ tenant, stream, group }: GroupName, to: GroupStart): Promise<ResetAnswer> {
    const found = this.#streams.find(tenant, stream);
    if (found === undefined) return { result: 'unknown' };
    const after = 'at' in to ? found.positionAt(to.at) - 1 : to.after;
    const position = Math.min(after, found.last);
    const opened = openGroup(found, group, position);
    if (opened === undefined) return { result: 'too_many_groups' };
    opened.reset(position);
    return { result: 'reset', incarnation: found.incarnation, position };
  }

  async describe(name: GroupName): Promise<GroupDescription | undefined> {
    return this.#find(name)?.describe(name.group);
  }

  async list(tenant: string, stream: string): Promise<readonly GroupDescription[] | undefined> {
    const found = this.#streams.find(tenant, stream);
    return (
      found &&
      [...found.groups]
        .map(([name, group]) => group.describe(name))
        .sort((a, b) => (a.group < b.group ? -1 : 1))
    );
  }

  async listDead(name: GroupName, after: number, limit: number): Promise<readonly DeadEvent[]> {
    const stream = this.#streams.find(name.tenant, name.stream);
    const dead = [...(stream?.groups.get(name.group)?.dead ?? [])];
    const page = dead
      .filter(([position]) => position > after)
      .sort(([a], [b]) => a - b)
      .slice(0, limit);
    return Promise.all(
      page.map(async ([position, letter]) => {
        const event = stream?.at(position);
        return {
          position,
          ...letter,
          event: event && (await readUnlessBroken(name.stream, event, this.#blobs)),
        };
      }),
    );
  }

  async redrive(name: GroupName, positions: readonly number[]): Promise<readonly number[]> {
    const group = this.#find(name);
    return positions.filter((position) => group?.redrive(position, this.#now()));
  }

  async discard(name: GroupName, positions: readonly number[]): Promise<readonly number[]> {
    const dead = this.#find(name)?.dead;
    return positions.filter((position) => dead?.delete(position));
  }

  async delete({ tenant, stream, group }: GroupName): Promise<boolean> {
    return this.#streams.find(tenant, stream)?.groups.delete(group) === true;
  }

  #find({ tenant, stream, group }: GroupName): MemoryGroup | undefined {
    return this.#streams.find(tenant, stream)?.groups.get(group);
  }
}

/** Returns undefined if the stream has too many groups. */
function openGroup(stream: MemoryStream, name: string, delivered: number): MemoryGroup | undefined {
  const found = stream.groups.get(name);
  if (found !== undefined) return found;
  if (stream.groups.size >= STREAM_LIMITS.groups) return undefined;
  const created = new MemoryGroup(stream, delivered);
  stream.groups.set(name, created);
  return created;
}
