import type { Broker } from '@ag06/broker';
import { Duty } from '@ag06/duty';

const SAMPLE_MS = 200;

/**
 * The heads of the queues, sampled five times a second, because eager steps must not overtake more urgent ones. A worker without
 * work samples nothing: it has just taken everything that its queues had for it.
 */
export class Urgency {
  readonly #broker: Pick<Broker, 'peek'>;
  readonly #agents: readonly string[];
  #heads: ReadonlyMap<string, number | undefined> = new Map();
  #inHand = 0;
  #is: 'asleep' | 'awake' | 'stopped' = 'asleep';
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

  /** A delivery begins: samples at once, and from then on until this and all others have ended. */
  begin(): void {
    this.#inHand++;
    if (this.#is !== 'asleep') return;
    this.#is = 'awake';
    this.#samples.start();
  }

  /** A delivery ends. */
  end(): void {
    this.#inHand--;
  }

  stop(): void {
    this.#is = 'stopped';
    void this.#samples.stop();
  }

  /** Whether nothing on this agent's queue is more urgent than `key`. */
  allows(agent: string, key: number): boolean {
    const head = this.#heads.get(agent);
    return head === undefined || head >= key;
  }

  async #sample(): Promise<void> {
    if (this.#inHand === 0) return this.#sleep();
    this.#heads = await this.#broker.peek(this.#agents);
  }

  #sleep(): void {
    this.#heads = new Map();
    if (this.#is === 'awake') this.#is = 'asleep';
    void this.#samples.stop();
  }
}
