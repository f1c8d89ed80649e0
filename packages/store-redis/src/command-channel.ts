import { createHash } from 'node:crypto';
import type { AnswerTo, Command } from '@ag06/contracts';
import type { Redis } from 'ioredis';
import { Packr } from 'msgpackr';
import type { PartitionKeys } from './keys.ts';
import { APPLY } from './lua/script.ts';
import { type Reply, toAnswer } from './reply.ts';
import { dedupeName } from './run-id.ts';
import { StoreError } from './store-error.ts';

const SHA = createHash('sha1').update(APPLY).digest('hex');
const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });

/** How many commands travel in one call at most: a longer one would keep Redis from answering others. */
const MAX_BATCH = Number.parseInt(process.env.MB ?? "16");

interface Pending {
  readonly command: Command;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends one partition's commands: all of one event-loop turn in one script call. */
export class CommandChannel {
  readonly #redis: Redis;
  readonly #keys: PartitionKeys;
  readonly #watchdogMs: number;
  #pending: Pending[] = [];

  constructor(redis: Redis, keys: PartitionKeys, watchdogMs: number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#watchdogMs = watchdogMs;
  }

  async apply<C extends Command>(command: C): Promise<AnswerTo<C>> {
    const reply = await new Promise<Reply>((resolve, reject) => {
      const count = this.#pending.push({ command, resolve, reject });
      if (count === MAX_BATCH) this.#flush();
      else if (count === 1) setImmediate(() => this.#flush());
    });
    return toAnswer(command, reply);
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    void this.#send(pending);
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    try {
      const replies = await this.#call(batch.map((entry) => entry.command));
      for (const [i, entry] of batch.entries()) entry.resolve(replies[i] ?? ['error', 'no reply']);
    } catch (error) {
      const failure = StoreError.fromRedis(error);
      for (const entry of batch) entry.reject(failure);
    }
  }

  async #call(commands: readonly Command[]): Promise<Reply[]> {
    const keys: string[] = [this.#keys.index, this.#keys.wakeups, this.#keys.finished];
    for (const command of commands) this.#addKeys(keys, command);
    const packed = packr.pack(commands.map(encode));
    const args = [keys.length, ...keys, packed, this.#keys.channels, this.#watchdogMs] as const;
    try {
      return (await this.#redis.evalsha(SHA, ...args)) as Reply[];
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return (await this.#redis.eval(APPLY, ...args)) as Reply[];
    }
  }

  #addKeys(keys: string[], command: Command): void {
    keys.push(this.#keys.run(command.runId), this.#keys.log(command.runId));
    if (command.kind === 'submit' && command.dedupe !== undefined) {
      keys.push(this.#keys.dedupe(dedupeName(command.tenant, command.dedupe.key)));
    }
  }
}

/** A command as the script reads it: what is empty is left out. */
function encode(command: Command): unknown {
  if (command.kind !== 'commit') return command;
  const { kind, id, runId, issuer, guard, change, next, end, emitted, known } = command;
  return {
    kind,
    id,
    runId,
    issuer,
    guard,
    change,
    ...(next.length > 0 && { next }),
    ...(end !== undefined && { end }),
    ...(emitted.length > 0 && { emitted }),
    ...(known.length > 0 && { known }),
  };
}
