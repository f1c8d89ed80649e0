import {
  type AppendAnswer,
  brokenRecord,
  type CorrelatedEvent,
  type CorrelationQuery,
  type DeleteAnswer,
  type EncodedEvent,
  type EventBlobs,
  type EventPage,
  type EventQuery,
  type EventStore,
  encodeEvents,
  largeDataOf,
  listSound,
  readAgainIfGone,
  readAppendAnswer,
  readStreamEvent,
  STREAM_LIMITS,
  type StreamAppend,
  type StreamDescription,
  type StreamSummary,
  type StreamTrim,
  type TrimAnswer,
  unclaimable,
} from '@ag06/store';
import { toList } from '../reply-values.ts';
import type { Subscriptions } from '../subscriptions.ts';
import { readCorrelated } from './read-correlated.ts';
import {
  EVENT_PARTS,
  invalidReply,
  mapParts,
  readAbsence,
  toNumber,
  toStoredData,
  toStoredEvent,
  toText,
} from './read-replies.ts';
import type { StreamFunctions } from './stream-functions.ts';

interface RedisEventParts {
  readonly subscriptions: Subscriptions;
  readonly isCluster: boolean;
  readonly blobs: EventBlobs;
}

/** Streams of events on Redis. `lua/stream-state.ts` tells how one is kept. */
export class RedisEventStore implements EventStore {
  readonly #functions: StreamFunctions;
  readonly #subscriptions: Subscriptions;
  readonly #publish: 'PUBLISH' | 'SPUBLISH';
  readonly #blobs: EventBlobs;

  constructor(functions: StreamFunctions, { subscriptions, isCluster, blobs }: RedisEventParts) {
    this.#functions = functions;
    this.#subscriptions = subscriptions;
    this.#blobs = blobs;
    this.#publish = isCluster ? 'SPUBLISH' : 'PUBLISH';
  }

  async append(append: StreamAppend): Promise<AppendAnswer> {
    const { tenant, stream, command, fingerprint = '', expect, dedupeMs } = append;
    const number = this.#functions.numberOf(tenant, stream);
    const encoded = await encodeEvents(append, { blobs: this.#blobs, partition: number });
    if (encoded.result === 'too_large') return encoded;
    const partition = this.#functions.partitionOf(tenant, stream);
    const { types, commands, commandMs, namedBytes } = STREAM_LIMITS;
    const asked = [stream, tenant, command, expect ?? '', dedupeMs, this.#publish];
    const head = [...asked, types, commands, commandMs, namedBytes, fingerprint];
    const reply = await this.#functions.call({
      mode: 'append',
      handler: 'append',
      partition,
      keys: [partition.stream(tenant, stream), partition.streams(tenant), partition.streamIncarnations],
      args: [...head, ...encoded.events.flatMap(toArguments)],
      of: stream,
    });
    const [word, text] = toList(reply);
    const result = toText(word);
    if (result === 'missing') throw unclaimable(stream);
    if (result === 'appended') return readAppendAnswer(stream, toText(text));
    await this.#blobs.drop(largeDataOf(encoded.events));
    return result === 'reused' ? { result } : { result: 'conflict', last: toNumber(text) };
  }

  read(query: EventQuery): Promise<EventPage> {
    return readAgainIfGone(() => this.#read(query));
  }

  async #read(query: EventQuery): Promise<EventPage> {
    const {
      stream,
      incarnation = '',
      after,
      from = '',
      to = '',
      type = '',
      tenant,
      correlationId = '',
    } = query;
    const limits = [query.limit, STREAM_LIMITS.pageBytes, stream];
    const args = [incarnation, after, from, to, type, tenant, correlationId, ...limits];
    const parts = toList(await this.#functions.callOn(query, 'read', 'read', ...args));
    const absence = readAbsence(toText(parts[0]), parts);
    if (absence !== undefined) return absence;
    const [, found, first, last, upto, hasMore, events] = parts;
    return {
      result: 'page',
      incarnation: toNumber(found),
      events: await Promise.all(
        mapParts(events, EVENT_PARTS, toStoredEvent).map((event) =>
          readStreamEvent(stream, event, this.#blobs),
        ),
      ),
      upto: toNumber(upto),
      hasMore: hasMore === 1,
      first: toNumber(first),
      last: toNumber(last),
    };
  }

  async describe(tenant: string, stream: string): Promise<StreamDescription | undefined> {
    const reply = await this.#functions.callOn({ tenant, stream }, 'read', 'describe');
    if (reply === null) return undefined;
    const [summary, types] = toList(reply);
    const counts = mapParts(types, 2, (parts, i) => [toText(parts[i]), toNumber(parts[i + 1])] as const);
    return {
      ...readSummary(stream, summary),
      types: new Map(counts.filter(([, count]) => count > 0)),
      otherTypes: toNumber(toList(summary)[6]),
    };
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<readonly StreamSummary[]> {
    return listSound(after, limit, (last, asked) => this.#list(tenant, last, asked));
  }

  async #list(tenant: string, after: string | undefined, limit: number) {
    const from = after === undefined ? '-' : `(${after}`;
    const pages = await Promise.all(
      this.#functions.partitions.map(async (partition) => {
        const keys = [partition.streams(tenant)];
        const args = [from, limit, tenant];
        const reply = await this.#functions.call({
          mode: 'read',
          handler: 'list',
          partition,
          keys,
          args,
          of: '',
        });
        return toList(reply).map(toList);
      }),
    );
    return pages
      .flat()
      .map(([name, summary]) => ({ stream: toText(name), read: () => readSummary(toText(name), summary) }))
      .sort((a, b) => (a.stream < b.stream ? -1 : 1))
      .slice(0, limit);
  }

  async delete(tenant: string, stream: string, incarnation?: number): Promise<DeleteAnswer> {
    const partition = this.#functions.partitionOf(tenant, stream);
    const keys = [partition.stream(tenant, stream), partition.streams(tenant), partition.streamGraves];
    const args = [stream, tenant, incarnation ?? ''];
    const call = { mode: 'change', handler: 'delete', partition, keys, args, of: stream } as const;
    const parts = toList(await this.#functions.call(call));
    return readAbsence(toText(parts[0]), parts) ?? { result: 'deleted' };
  }

  async finishDeletions(steps: number): Promise<number> {
    let taken = 0;
    for (const partition of this.#functions.partitions) {
      const keys = [partition.streamGraves];
      while (taken < steps) {
        const step = { mode: 'change', handler: 'free', partition, keys, args: [], of: '' } as const;
        if (toText(await this.#functions.call(step)) === 'nothing') break;
        taken++;
      }
    }
    return taken;
  }

  async trim(trim: StreamTrim): Promise<TrimAnswer> {
    const { incarnation = '', before, evenUnread, tenant, stream } = trim;
    const args = [incarnation, before, evenUnread ? 1 : 0, tenant, stream];
    for (let removed = 0; ; ) {
      const parts = toList(await this.#functions.callOn(trim, 'change', 'trim', ...args));
      const absence = readAbsence(toText(parts[0]), parts);
      if (absence !== undefined) return absence;
      removed += toNumber(parts[1]);
      if (parts[3] !== 1) return { result: 'trimmed', removed, first: toNumber(parts[2]) };
    }
  }

  readCorrelated(query: CorrelationQuery): Promise<readonly CorrelatedEvent[]> {
    return readCorrelated(this.#functions, query, this.#blobs);
  }

  watch(tenant: string, stream: string, listener: () => void): Promise<() => Promise<void>> {
    const channel = this.#functions.partitionOf(tenant, stream).stream(tenant, stream);
    return this.#subscriptions.listen(channel, listener);
  }
}

const toArguments = ({ type, correlationId, id, traceId, hash, data, bytes }: EncodedEvent) => [
  type,
  correlationId ?? '',
  id ?? '',
  traceId ?? '',
  hash ?? '',
  toStoredData(data),
  bytes,
];

function readSummary(stream: string, reply: unknown): StreamSummary {
  if (Buffer.isBuffer(reply)) throw brokenRecord(`stream ${stream}`, 'head', reply.toString());
  const [incarnation, first, firstAt, last, lastAt, bytes] = toList(reply).map(toNumber);
  if (first === undefined || last === undefined || incarnation === undefined) throw invalidReply('a summary');
  const count = last - first + 1;
  return {
    stream,
    incarnation,
    count,
    first: count === 0 ? undefined : { position: first, at: firstAt ?? 0 },
    last: { position: last, at: lastAt ?? 0 },
    bytes: bytes ?? 0,
  };
}
