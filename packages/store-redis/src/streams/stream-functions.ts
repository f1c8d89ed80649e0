import { brokenRecord, unreadable } from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';
import { streamPartition } from '../run-id.ts';
import { toStoreError } from '../to-store-error.ts';
import { withLibrary } from '../with-library.ts';
import { STREAM_FUNCTIONS, STREAM_LIBRARY } from './lua/stream-library.ts';

const BROKEN = /RECORD_INVALID (.*?)=(.*?)(?: script: .*)?$/s;

export type Argument = string | number | Buffer;

/** A call of a function of streams. `of` names the stream, for errors. */
interface StreamCall {
  readonly mode: keyof typeof STREAM_FUNCTIONS;
  readonly handler: string;
  readonly partition: PartitionKeys;
  readonly keys: readonly string[];
  readonly args: readonly Argument[];
  readonly of: string;
}

/** Calls the functions of streams. Replies have texts as bytes. */
export class StreamFunctions {
  readonly #redis: RedisClient;
  readonly partitions: readonly PartitionKeys[];

  constructor(redis: RedisClient, partitions: readonly PartitionKeys[]) {
    this.#redis = redis;
    this.partitions = partitions;
  }

  /** The number of a stream's partition, from 0. */
  numberOf(tenant: string, stream: string): number {
    return streamPartition(this.partitions.length, tenant, stream);
  }

  /** The partition of a stream. */
  partitionOf(tenant: string, stream: string): PartitionKeys {
    const keys = this.partitions[this.numberOf(tenant, stream)];
    if (keys === undefined) throw new Error('There is no partition.');
    return keys;
  }

  async call({ mode, handler, partition, keys, args, of }: StreamCall): Promise<unknown> {
    const all = [...keys, handler, partition.channels, ...args];
    const call = () => this.#redis.callBuffer('FCALL', STREAM_FUNCTIONS[mode], keys.length, ...all);
    try {
      return await withLibrary(this.#redis, call, STREAM_LIBRARY);
    } catch (error) {
      throw toBroken(of, error) ?? toStoreError(error);
    }
  }

  /** Calls a function about one stream, whose head is its only key. */
  callOn(
    { tenant, stream }: { readonly tenant: string; readonly stream: string },
    mode: StreamCall['mode'],
    handler: string,
    ...args: readonly Argument[]
  ): Promise<unknown> {
    const partition = this.partitionOf(tenant, stream);
    return this.call({
      mode,
      handler,
      partition,
      keys: [partition.stream(tenant, stream)],
      args,
      of: stream,
    });
  }
}

function toBroken(stream: string, error: unknown): Error | undefined {
  const [, field, text] = (error instanceof Error && BROKEN.exec(error.message)) || [];
  if (field === undefined) return undefined;
  return brokenRecord(`stream ${stream}`, field, unreadable(field, 'a value of ours', text).message, error);
}
