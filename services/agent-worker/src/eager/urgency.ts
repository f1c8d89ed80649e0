import type { Broker } from '@ag06/broker';
import { Duty } from '@ag06/duty';

const SAMPLE_MS = 200;

/** The heads of the queues, sampled five times a second, because eager steps must not overtake more urgent ones. */
export class Urgency {
  readonly #broker: Pick<Broker, 'peek'>;
  readonly #agents: readonly string[];
  #heads: ReadonlyMap<string, number | undefined> = new Map();
  readonly #samples = new Duty({
    name: 'urgency',
    everyMs: SAMPLE_MS,
    act: () => this.#sample(),
    // An unknown head forbids nothing: an eager step is at worst too early, never wrong.
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
