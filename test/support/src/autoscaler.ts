import type { ProcessExit } from './child-process.ts';
import type { ServiceProcess } from './service-process.ts';

/** What `GET /v1/scale/{agent}` says, as far as an autoscaler reads it. */
interface ScaleAnswer {
  readonly wanted: number;
  readonly ready: number;
  readonly why: string;
  readonly reason: string;
  readonly waiting: number;
  readonly running: number;
}

interface AutoscalerOptions {
  /** `GET /v1/scale/{agent}` with its bounds and times. */
  readonly address: string | (() => string);
  readonly start: () => Promise<ServiceProcess>;
  /** Called before the number of workers changes. */
  readonly onChange?: (from: number, answer: ScaleAnswer) => void;
}

/** An autoscaler of real worker processes that knows nothing but `GET /v1/scale`. */
export class Autoscaler {
  readonly #options: AutoscalerOptions;
  readonly #stopping = new Set<Promise<unknown>>();
  readonly workers: ServiceProcess[] = [];
  /** Of the workers that it has stopped, in the order of their ends. */
  readonly exits: ProcessExit[] = [];

  constructor(options: AutoscalerOptions) {
    this.#options = options;
  }

  /**
   * Asks once, and starts or stops workers until there are as many as wanted. A worker is stopped by SIGTERM, and nobody
   * waits for its end. A refusal changes nothing.
   */
  async step(): Promise<ScaleAnswer | undefined> {
    const { address } = this.#options;
    const response = await fetch(typeof address === 'string' ? address : address());
    if (!response.ok) return undefined;
    const answer = (await response.json()) as ScaleAnswer;
    const missing = answer.wanted - this.workers.length;
    if (missing !== 0) this.#options.onChange?.(this.workers.length, answer);
    if (missing > 0)
      this.workers.push(...(await Promise.all(Array.from({ length: missing }, () => this.#options.start()))));
    for (let i = missing; i < 0; i++) this.#stopNewest();
    return answer;
  }

  #stopNewest(): void {
    const stopped = this.workers.pop()?.kill('SIGTERM');
    if (stopped === undefined) return;
    const ended = stopped.then((exit) => this.exits.push(exit)).finally(() => this.#stopping.delete(ended));
    this.#stopping.add(ended);
  }

  /** Resolves when every worker that was told to end has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#stopping);
  }

  /** Kills the workers that are left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.settled();
  }
}
