import {
  parseTuningDocument,
  parseTuningSwitch,
  TUNING_PULSE,
  TUNING_STALE_MS,
  TUNING_SWITCH,
} from '@ag06/contracts/tuning';
import type { SharedDocument } from '@ag06/store';

/** Follows the published numbers of replicas, as workers follow the other settings. */
export class PublishedReplicas {
  #pulse: { readonly version: number; readonly since: number } | undefined;

  /**
   * Returns the numbers that are in force, by agent. A number that the optimizer decided needs its pulse; a person's does
   * not.
   *
   * @param documents all of the kind `tuning`
   * @param now `performance.now()`
   */
  read(documents: readonly SharedDocument[], now: number): ReadonlyMap<string, number> {
    const pulse = documents.find(({ name }) => name === TUNING_PULSE)?.version;
    if (pulse !== this.#pulse?.version)
      this.#pulse = pulse === undefined ? undefined : { version: pulse, since: now };
    const isLive = this.#pulse !== undefined && now < this.#pulse.since + TUNING_STALE_MS;
    const published = new Map<string, number>();
    for (const { name, version, text } of documents) {
      if (name === TUNING_PULSE) continue;
      if (name === TUNING_SWITCH) {
        const parsed = parseTuningSwitch(text);
        if (parsed.ok && parsed.value.isStatic) return new Map();
        continue;
      }
      const parsed = parseTuningDocument(text, version);
      if (!parsed.ok) continue;
      const { settings, learned = [] } = parsed.value;
      if (settings.replicas === undefined) continue;
      if (isLive || !learned.includes('replicas')) published.set(name, settings.replicas);
    }
    return published;
  }
}
