import { createHash } from 'node:crypto';
import type { AnswerTo, Command } from '@ag06/contracts';
import type { Redis } from 'ioredis';
import { Packr } from 'msgpackr';
import { encodeCommands } from './encode-commands.ts';
import type { PartitionKeys } from './keys.ts';
import { APPLY } from './lua/script.ts';
import { Reply } from './reply.ts';
import { dedupeName } from './run-id.ts';
import { StoreError } from './store-error.ts';

const SHA = createHash('sha1').update(APPLY).digest('hex');
const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });

/** A call of so many is sent at once: Redis works on it while the next ones are made, and no call holds it for long. */
const MAX_BATCH = 32;

interface Pending {
  readonly command: Command;
  readonly settle: (answer: AnswerTo<Command>) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends one partition's commands: those of one event-loop turn together, in one script call. */
export class CommandChannel {
  readonly #redis: Redis;
  readonly #keys: PartitionKeys;
  readonly #watchdogMs: number;
  #pending: Pending[] = [];
  #callsUnderWay = 0;

  constructor(redis: Redis, keys: PartitionKeys, watchdogMs: number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#watchdogMs = watchdogMs;
  }

  apply<C extends Command>(command: C): Promise<AnswerTo<C>> {
    return new Promise((resolve, reject) => {
      const settle = resolve as Pending['settle'];
      const count = this.#pending.push({ command, settle, reject });
      if (count === MAX_BATCH) this.#flush();
      else if (count === 1) this.#scheduleFlush();
    });
  }

  /** With nothing under way, waiting for company would only cost time. */
  #scheduleFlush(): void {
    if (this.#callsUnderWay === 0) queueMicrotask(() => this.#flush());
    else setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    void this.#send(pending);
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    this.#callsUnderWay++;
    try {
      const reply = await this.#call(batch).finally(() => this.#callsUnderWay--);
      for (const { command, settle, reject } of batch) {
        const answer = reply.next(command);
        if (answer instanceof StoreError) reject(answer);
        else settle(answer);
      }
    } catch (error) {
      const failure = StoreError.fromRedis(error);
      for (const entry of batch) entry.reject(failure);
    }
  }

  async #call(batch: readonly Pending[]): Promise<Reply> {
    const keys: string[] = [this.#keys.index, this.#keys.wakeups, this.#keys.finished];
    for (const { command } of batch) this.#addKeys(keys, command);
    const packed = packr.pack(encodeCommands(batch.map(({ command }) => command)));
    const args = [keys.length, ...keys, packed, this.#keys.channels, this.#watchdogMs] as const;
    try {
      return new Reply((await this.#redis.evalsha(SHA, ...args)) as (string | number)[]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return new Reply((await this.#redis.eval(APPLY, ...args)) as (string | number)[]);
    }
  }

  #addKeys(keys: string[], command: Command): void {
    keys.push(this.#keys.run(command.runId), this.#keys.log(command.runId));
    if (command.kind === 'submit' && command.dedupe !== undefined) {
      keys.push(this.#keys.dedupe(dedupeName(command.tenant, command.dedupe.key)));
    }
  }
}
