import type { Broker } from '@ag06/broker';

const SAMPLE_MS = 200;

/** What waits at the heads of the queues, sampled five times a second: eager steps must not overtake it. */
export class Urgency {
  readonly #broker: Pick<Broker, 'peek'>;
  readonly #agents: readonly string[];
  #heads: ReadonlyMap<string, number | undefined> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #isSampling = false;

  constructor(broker: Pick<Broker, 'peek'>, agents: readonly string[]) {
    this.#broker = broker;
    this.#agents = agents;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Whether nothing on this agent's queue is more urgent than `key`. */
  allows(agent: string, key: number): boolean {
    const head = this.#heads.get(agent);
    return head === undefined || head >= key;
  }

  async #sample(): Promise<void> {
    if (this.#isSampling) return;
    this.#isSampling = true;
    try {
      this.#heads = await this.#broker.peek(this.#agents);
    } catch {
      // Unknown heads forbid nothing: an eager step is never wrong, at worst early.
    } finally {
      this.#isSampling = false;
    }
  }
}
