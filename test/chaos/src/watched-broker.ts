import type { ServersUnderTest } from './broker-under-test.ts';
import { monotonicMs } from './clock.ts';
import type { Span } from './history.ts';

/** How much older than what was acknowledged a server may be that takes over. */
const LOSS_MS = 1_000;

type Watched = Omit<ServersUnderTest, 'is' | 'env'>;

/** The fleet's broker; remembers when a server of it was away. One thing is done to it at a time, in turn. */
export class WatchedBroker {
  readonly away: Span[] = [];
  readonly #broker: Watched;
  #turn: Promise<void> = Promise.resolve();

  constructor(broker: Watched) {
    this.#broker = broker;
  }

  kill(downMs: number, draw: number): Promise<void> {
    return this.#inTurn(() => this.#broker.kill(downMs, draw));
  }

  pause(ms: number, draw: number): Promise<void> {
    return this.#inTurn(() => this.#broker.pause(ms, draw));
  }

  get mayLose(): boolean {
    return this.#broker.mayLose;
  }

  /** When what was acknowledged may have been lost. */
  get losses(): readonly Span[] {
    if (!this.#broker.mayLose) return [];
    return this.away.map(({ from, to }) => ({ from: from - LOSS_MS, to: to + LOSS_MS }));
  }

  /** After what is being done to it: a restart would bring it back. */
  async stop(): Promise<void> {
    await this.#turn.catch(() => {});
    await this.#broker.stop();
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
