import { Duty } from '@ag06/duty';
import type { SharedStore } from '@ag06/store';
import type { Logger } from 'pino';

const BEAT_EVERY_MS = 5_000;

export interface TargetHeartbeatOptions {
  readonly shared: Pick<SharedStore, 'load' | 'swap' | 'remove'>;
  /** Identifies one life of one process, and never comes back. */
  readonly id: string;
  readonly service: string;
  /** `host:port` at which others reach its `/metrics`. */
  readonly address: string;
  /** Default: 5 s. */
  readonly everyMs?: number;
  readonly log: Pick<Logger, 'debug'>;
}

/** Reports every few seconds where the metrics of this process are. A process silent for 15 s is no longer listed. */
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
      act: () => this.#announce(),
      onError: (err) => options.log.debug({ err }, 'The metrics could not be announced; it is tried again.'),
    });
  }

  start(): void {
    this.#beat.start();
  }

  /** Removes it from the list. May not resolve while the store is away. May be called twice. */
  async stop(): Promise<void> {
    await this.#beat.stop();
    const { shared, id } = this.#options;
    await shared.remove('target', id, this.#version).catch(() => false);
  }

  async #announce(): Promise<void> {
    const { shared, id } = this.#options;
    if (await shared.swap('target', id, this.#version, this.#text)) this.#version++;
    // It counted as dead and was removed, or the answer to a change was lost.
    else this.#version = (await shared.load('target', id))?.version ?? 0;
  }
}
