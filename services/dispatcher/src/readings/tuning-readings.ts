import { parseTuningPulse, TUNING_PULSE } from '@ag06/contracts/tuning';
import { PublishedSettings, PulseWatch } from '@ag06/runtime';
import type { SharedDocument, SharedStore } from '@ag06/store';

interface Sources {
  readonly shared: Pick<SharedStore, 'list' | 'watch'>;
  /** The store's time, milliseconds since 1970. */
  readonly storeTime: () => Promise<number>;
}

/**
 * The published settings, and what people have decided about agents, as a dispatcher knows them: from the word of each change, and
 * from a look now and then, because such a word may be lost with a connection.
 */
export class TuningReadings {
  readonly #sources: Sources;
  readonly #pulse = new PulseWatch();
  readonly published = new PublishedSettings(() => this.#pulse.isLive(performance.now()));
  #policies: readonly SharedDocument[] = [];
  #onChanged: () => void = () => {};
  #unwatch: () => Promise<void> = async () => {};

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** All documents of the kind `tuning-policy`. */
  get policies(): readonly SharedDocument[] {
    return this.#policies;
  }

  /** Sets whom to call when something was published. */
  onChanged(listener: () => void): void {
    this.#onChanged = listener;
  }

  /** Resolves when the published settings are known. */
  async start(): Promise<void> {
    await this.#unwatch();
    // The pulse comes all the time, and changes nothing as long as it comes.
    this.#unwatch = await this.#sources.shared.watch('tuning', (name) => {
      if (name !== TUNING_PULSE) this.#onChanged();
    });
    await this.read();
  }

  /** May be called twice, or before `start`. */
  async stop(): Promise<void> {
    const unwatch = this.#unwatch;
    this.#unwatch = async () => {};
    await unwatch();
  }

  async read(): Promise<void> {
    const { shared, storeTime } = this.#sources;
    const [settings, policies] = await Promise.all([shared.list('tuning'), shared.list('tuning-policy')]);
    // What no optimizer can have written tells of none.
    const pulse = settings.find(({ name, text }) => name === TUNING_PULSE && parseTuningPulse(text).ok);
    const isFirst = pulse !== undefined && this.#pulse.needsAge(pulse);
    const ageMs = isFirst ? (await storeTime()) - pulse.changedAt : 0;
    this.#pulse.see(pulse, performance.now(), ageMs);
    this.published.take(settings);
    this.#policies = policies;
  }
}
