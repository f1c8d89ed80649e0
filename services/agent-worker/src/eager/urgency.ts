import type { Broker } from '@ag06/broker';
import { Duty } from '@ag06/duty';

const SAMPLE_MS = 200;

/** What waits at the heads of the queues, sampled five times a second: eager steps must not overtake it. */
export class Urgency {
  readonly #broker: Pick<Broker, 'peek'>;
  readonly #agents: readonly string[];
  #heads: ReadonlyMap<string, number | undefined> = new Map();
  readonly #samples = new Duty({
    name: 'urgency',
    everyMs: SAMPLE_MS,
    act: () => this.#sample(),
    // Unknown heads forbid nothing: an eager step is never wrong, at worst early.
    onError: () => {},
  });

  constructor(broker: Pick<Broker, 'peek'>, agents: readonly string[]) {
    this.#broker = broker;
    this.#agents = agents;
  }

  start(): void {
    this.#samples.start(SAMPLE_MS);
  }

  stop(): void {
    void this.#samples.stop();
  }

  /** Whether nothing on this agent's queue is more urgent than `key`. */
  allows(agent: string, key: number): boolean {
    const head = this.#heads.get(agent);
    return head === undefined || head >= key;
  }

  async #sample(): Promise<void> {
    this.#heads = await this.#broker.peek(this.#agents);
  }
}
