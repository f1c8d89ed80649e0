import type { Redis } from 'ioredis';
import { CheckedRedis } from './checked-redis.ts';

/**
 * Sends all commands of one event-loop turn in one write. A client that writes each by itself costs a system call on
 * either side for each, and makes Redis answer, and append to its file, one by one. Nothing waits for a timer: the
 * write is sent when the promises of the turn have run.
 */
export class CorkedRedis extends CheckedRedis {
  #isCorked = false;

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    if (!this.#isCorked && this.isToCork()) this.#cork();
    return super.sendCommand(...args);
  }

  protected isToCork(): boolean {
    return true;
  }

  #cork(): void {
    const { stream } = this;
    if (stream === undefined) return;
    this.#isCorked = true;
    stream.cork();
    // A tick requested in a microtask comes after all microtasks.
    queueMicrotask(() => process.nextTick(() => this.#uncork(stream)));
  }

  #uncork(stream: Redis['stream']): void {
    this.#isCorked = false;
    stream.uncork();
  }
}
