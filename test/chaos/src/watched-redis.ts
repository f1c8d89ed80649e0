import { setTimeout as delay } from 'node:timers/promises';
import type { RedisServer } from '@ag06/test-support';
import { monotonicMs } from './clock.ts';
import type { Span } from './history.ts';

/** The fleet's Redis; remembers when it was away. One thing is done to it at a time, in turn. */
export class WatchedRedis {
  readonly away: Span[] = [];
  readonly #redis: RedisServer;
  #turn: Promise<void> = Promise.resolve();

  constructor(redis: RedisServer) {
    this.#redis = redis;
  }

  /** SIGKILL, and a restart after so long; what was acknowledged is in the append-only file. */
  kill(downMs: number): Promise<void> {
    return this.#inTurn(async () => {
      await this.#redis.kill('SIGKILL');
      await delay(downMs);
      await this.#redis.restart();
    });
  }

  /** SIGSTOP for so long: connections stay open and nothing answers. */
  pause(ms: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#redis.pause();
      await delay(ms);
      this.#redis.resume();
    });
  }

  /** After what is being done to it: a restart would bring it back. */
  async stop(): Promise<void> {
    await this.#turn.catch(() => {});
    await this.#redis.stop();
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const from = monotonicMs();
      await act();
      this.away.push({ from, to: monotonicMs() });
    });
    return this.#turn;
  }
}
