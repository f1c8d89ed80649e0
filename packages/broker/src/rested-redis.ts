import { CorkedRedis } from './corked-redis.ts';

const REST_MS = 100;

/**
 * Sends the commands of a turn in one write if nothing was sent for a while before it: then they are questions that duties ask at
 * one tick, and each write of its own would wake the server once more. Otherwise it sends each command at once, so that the
 * server works on it while the next is made.
 */
export class RestedRedis extends CorkedRedis {
  #sentAt = Number.NEGATIVE_INFINITY;

  protected override isToCork(): boolean {
    const now = performance.now();
    const hasRested = now - this.#sentAt >= REST_MS;
    this.#sentAt = now;
    return hasRested;
  }
}
