import { Duty, settlesWithin } from '@ag06/duty';
import type { SharedStore } from '@ag06/store';
import type { Logger } from 'pino';

const BEAT_EVERY_MS = 5_000;
/** How long a beat under way, and then the removal, may take while the store is away. Readers see soon that the document is old. */
const LAST_TURN_MS = 1_000;

interface HeartbeatOptions {
  readonly shared: Pick<SharedStore, 'load' | 'swap' | 'remove'>;
  /** `process`: that this process lives, and its version. `target`: where its `/metrics` are. */
  readonly kind: 'process' | 'target';
  /** Identifies one life of one process, and never comes back. */
  readonly id: string;
  /** The document, in JSON. */
  readonly text: string;
  /** Default: 5 s. */
  readonly everyMs?: number;
  readonly log: Pick<Logger, 'debug'>;
}

/** Writes a shared document of this process every few seconds. Readers see from its age whether the process lives. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #beat: Duty;
  #version = 0;

  constructor(options: HeartbeatOptions) {
    const { kind, log } = options;
    this.#options = options;
    this.#beat = new Duty({
      name: `${kind} heartbeat`,
      everyMs: options.everyMs ?? BEAT_EVERY_MS,
      act: () => this.#write(),
      onError: (err) => log.debug({ err, kind }, 'The heartbeat could not be written; it is tried again.'),
    });
  }

  start(): void {
    this.#beat.start();
  }

  /** Removes the document, if the store answers within a second. May be called twice. */
  async stop(): Promise<void> {
    await this.#beat.stop(LAST_TURN_MS);
    const { shared, kind, id } = this.#options;
    await settlesWithin(shared.remove(kind, id, this.#version), LAST_TURN_MS);
  }

  async #write(): Promise<void> {
    const { shared, kind, id, text } = this.#options;
    if (await shared.swap(kind, id, this.#version, text)) this.#version++;
    // It counted as dead and was removed, or the answer to a change was lost.
    else this.#version = (await shared.load(kind, id))?.version ?? 0;
  }
}
