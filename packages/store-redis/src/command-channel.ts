import type { AnswerTo, Command } from '@ag06/protocol';
import { type BatchAnswers, CommandBatcher, StoreError } from '@ag06/store';
import { Packr, Unpackr } from 'msgpackr';
import { encodeCommands, needsItems } from './encode-commands.ts';
import type { PartitionKeys } from './keys.ts';
import { APPLY_FUNCTION } from './lua/library.ts';
import type { RedisClient } from './redis-client.ts';
import { Reply } from './reply.ts';
import type { Part } from './reply-parts.ts';
import { dedupeName } from './run-id.ts';
import type { Schema } from './schema.ts';
import { toStoreError } from './to-store-error.ts';
import { withLibrary } from './with-library.ts';

const unpackr = new Unpackr({ useRecords: false });
const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });

/** Small enough that no call blocks Redis for long, and that Redis works on one call while the next is made. */
const MAX_BATCH = 24;

export interface ChannelOptions {
  /** The delay after which the watchdog looks at a run whose commit left no job. */
  readonly watchdogMs: number;
  /** The version of the schema to write. */
  readonly schema: Pick<Schema, 'version'>;
}

/** Sends the commands of one partition. Those of one event-loop turn go together, in one function call. */
export class CommandChannel {
  readonly #redis: RedisClient;
  readonly #keys: PartitionKeys;
  readonly #options: ChannelOptions;
  readonly #publish: 'PUBLISH' | 'SPUBLISH';
  readonly #batcher = new CommandBatcher({ send: (batch) => this.#send(batch), maxBatch: MAX_BATCH });

  constructor(redis: RedisClient, keys: PartitionKeys, options: ChannelOptions) {
    this.#redis = redis;
    this.#keys = keys;
    this.#options = options;
    this.#publish = redis.isCluster ? 'SPUBLISH' : 'PUBLISH';
  }

  apply<C extends Command>(command: C): Promise<AnswerTo<C>> {
    return this.#batcher.apply(command);
  }

  async #send(batch: readonly Command[]): Promise<BatchAnswers> {
    try {
      const reply = new Reply(await this.#call(batch));
      return batch.map((command) => reply.next(command));
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async #call(batch: readonly Command[]): Promise<readonly Part[]> {
    const { index, wakeups, due, looks, finished, blocked, approvals } = this.#keys;
    const keys = [index, wakeups, due, looks, finished, blocked, approvals];
    for (const command of batch) this.#addKeys(keys, command);
    const packed = packr.pack(encodeCommands(batch));
    const args = [
      APPLY_FUNCTION,
      keys.length,
      ...keys,
      packed,
      this.#keys.channels,
      this.#options.watchdogMs,
      this.#publish,
      this.#options.schema.version,
    ] as const;
    const reply = await withLibrary(this.#redis, () => this.#redis.callBuffer('FCALL', ...args));
    return readParts(reply);
  }

  #addKeys(keys: string[], command: Command): void {
    keys.push(this.#keys.run(command.runId), this.#keys.log(command.runId));
    if (needsItems(command)) keys.push(this.#keys.items(command.runId));
    if (command.kind === 'submit' && command.dedupe !== undefined) {
      keys.push(this.#keys.dedupe(dedupeName(command.tenant, command.dedupe.key)));
    }
  }
}

/** Unpacks the reply of the function. `Reply` checks what it says. */
function readParts(reply: unknown): readonly Part[] {
  const parts: unknown = Buffer.isBuffer(reply) ? unpackr.unpack(reply) : undefined;
  if (Array.isArray(parts)) return parts;
  throw new StoreError('STORE_REPLY_INVALID', "The store's function replied with no list.");
}
