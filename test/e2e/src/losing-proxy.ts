import { type FaultProxy, startProxy } from '@ag06/test-support';

/** A proxy in front of a fleet's Redis that tests use one after the other. */
export class LosingProxy {
  readonly #proxy: FaultProxy;
  readonly #earlier: string[] = [];

  private constructor(proxy: FaultProxy) {
    this.#proxy = proxy;
  }

  static async start(port: number): Promise<LosingProxy> {
    return new LosingProxy(await startProxy(port));
  }

  get url(): string {
    return this.#proxy.url;
  }

  /** Loses the reply of the next such command that is about none of the runs that are over. Resolves when it is lost. */
  loseNextReply(match: (command: Buffer) => boolean): Promise<void> {
    const isNew = (command: Buffer) => !this.#earlier.some((runId) => command.includes(runId));
    return this.#proxy.loseNextReply((command) => match(command) && isNew(command));
  }

  /** What still follows from these runs is none of the next test's business. */
  forget(...runIds: readonly string[]): void {
    this.#earlier.push(...runIds);
  }

  stop(): Promise<void> {
    return this.#proxy.stop();
  }
}
