import {
  parseTuningDocument,
  parseTuningSwitch,
  TUNING_PULSE,
  TUNING_SWITCH,
  type TuningDocument,
} from '@ag06/contracts/tuning';
import type { SharedDocument } from '@ag06/store';

/** The settings of an agent that others than its workers apply. */
type FleetKnob = 'ageingMs' | 'replicas';

/**
 * The published settings of all agents, for those who put activations on their queues or scale their workers. One that cannot be
 * read is passed over: the last good one stays.
 */
export class PublishedSettings {
  readonly #isLive: () => boolean;
  readonly #documents = new Map<string, Pick<TuningDocument, 'version' | 'settings' | 'learned'>>();
  #isStatic = false;

  /** @param isLive whether an optimizer lives: without one, what it had decided is not in force */
  constructor(isLive: () => boolean) {
    this.#isLive = isLive;
  }

  /** @param documents all of the kind `tuning` */
  take(documents: readonly SharedDocument[]): void {
    for (const { name, version, text } of documents) {
      if (name === TUNING_PULSE) continue;
      if (name === TUNING_SWITCH) {
        const parsed = parseTuningSwitch(text);
        if (parsed.ok) this.#isStatic = parsed.value.isStatic;
      } else if (this.#documents.get(name)?.version !== version) {
        const parsed = parseTuningDocument(text, version);
        if (parsed.ok) this.#documents.set(name, parsed.value);
      }
    }
  }

  /** Undefined: nothing is published, or not in force. */
  find<K extends FleetKnob>(agent: string, knob: K): TuningDocument['settings'][K] {
    return this.#isStatic || !this.#isInForce(agent, knob)
      ? undefined
      : this.#documents.get(agent)?.settings[knob];
  }

  /** Whether the optimizer decided it, and no person. */
  isLearned(agent: string, knob: FleetKnob): boolean {
    return this.#documents.get(agent)?.learned?.includes(knob) ?? false;
  }

  /** The agents for which this is in force. */
  *agentsWith(knob: FleetKnob): Iterable<string> {
    for (const agent of this.#documents.keys()) if (this.find(agent, knob) !== undefined) yield agent;
  }

  #isInForce(agent: string, knob: FleetKnob): boolean {
    return !this.isLearned(agent, knob) || this.#isLive();
  }
}
