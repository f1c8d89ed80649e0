import { Duty } from '@ag06/duty';
import type { SharedStore } from '@ag06/store';
import type { Logger } from 'pino';

const BEAT_EVERY_MS = 5_000;

export interface TargetHeartbeatOptions {
  readonly shared: Pick<SharedStore, 'load' | 'swap' | 'remove'>;
  /** Never comes back: of one life of one process. */
  readonly id: string;
  readonly service: string;
  /** `host:port` at which others reach its `/metrics`. */
  readonly address: string;
  /** 5 s, if it is not said. */
  readonly everyMs?: number;
  readonly log: Pick<Logger, 'debug'>;
}

/** Says every few seconds where the metrics of this process are; who says nothing for 15 s is not listed any more. */
export class TargetHeartbeat {
  readonly #options: TargetHeartbeatOptions;
  readonly #text: string;
  readonly #beat: Duty;
  #version = 0;

  constructor(options: TargetHeartbeatOptions) {
    this.#options = options;
    this.#text = JSON.stringify({ service: options.service, address: options.address });
    this.#beat = new Duty({
      name: 'target heartbeat',
      everyMs: options.everyMs ?? BEAT_EVERY_MS,
      act: () => this.#tell(),
      onError: (err) => options.log.debug({ err }, 'The metrics could not be announced; it is tried again.'),
    });
  }

  start(): void {
    this.#beat.start();
  }

  /** Takes it off the list. With the store away it need not resolve. May come twice. */
  async stop(): Promise<void> {
    await this.#beat.stop();
    const { shared, id } = this.#options;
    await shared.remove('target', id, this.#version).catch(() => false);
  }

  async #tell(): Promise<void> {
    const { shared, id } = this.#options;
    if (await shared.swap('target', id, this.#version, this.#text)) this.#version++;
    // It was taken for dead and removed, or the answer to a change was lost.
    else this.#version = (await shared.load('target', id))?.version ?? 0;
  }
}
