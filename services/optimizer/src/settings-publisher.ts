import {
  parseTuningDocument,
  TUNING_SWITCH,
  type TuningDocument,
  type TuningSettings,
} from '@ag06/contracts';
import type { FleetStore, SharedDocument, SharedStore } from '@ag06/store';
import { withoutStatic } from '@ag06/tuning';
import type { Logger } from 'pino';
import { agreeOnStatic } from './agree-on-static.ts';
import type { FleetKnowledge } from './fleet-knowledge.ts';
import type { GuardedDocuments } from './guarded-documents.ts';

/** Workers say every 5 s that they live. */
const WORKER_SEEN_WITHIN_MS = 15_000;

export interface SettingsPublisherOptions {
  readonly id: string;
  readonly fence: number;
  readonly fleet: Pick<FleetStore, 'listAgents' | 'listWorkers'>;
  readonly shared: Pick<SharedStore, 'list'>;
  readonly documents: GuardedDocuments;
  readonly knowledge: FleetKnowledge;
  readonly log: Logger;
  readonly now: () => number;
}

/** Gives every agent a document of settings if it has none, or one that cannot be read. */
export class SettingsPublisher {
  readonly #options: SettingsPublisherOptions;
  /** The last settings of each agent that could be read. */
  readonly #good = new Map<string, TuningSettings>();

  constructor(options: SettingsPublisherOptions) {
    this.#options = options;
  }

  /** Publishes the missing documents. Throws `SupersededError`. */
  async publish(): Promise<void> {
    const { fleet, shared } = this.#options;
    const [agents, workers, published] = await Promise.all([
      fleet.listAgents(),
      fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
      shared.list('tuning'),
    ]);
    const present = new Map(published.map((document) => [document.name, document]));
    for (const agent of agents) {
      const document = present.get(agent);
      if (agent === TUNING_SWITCH || this.#isGood(agent, document)) continue;
      await this.#publish(agent, document?.version ?? 0, agreeOnStatic(workers, agent));
    }
  }

  #isGood(agent: string, document: SharedDocument | undefined): boolean {
    if (document === undefined) return false;
    const parsed = parseTuningDocument(document.text, document.version);
    if (parsed.ok) this.#good.set(agent, parsed.value.settings);
    else {
      const { version } = document;
      this.#options.log.warn(
        { agent, version, problem: parsed.problem, code: 'TUNING_INVALID' },
        'Published settings are invalid; the last good ones are published anew.',
      );
    }
    return parsed.ok;
  }

  async #publish(agent: string, present: number, own: TuningSettings): Promise<void> {
    const { id, fence, documents, knowledge, log, now } = this.#options;
    const decision = knowledge.tunerOf(agent, own).decide(now() / 1_000);
    const settings = this.#good.get(agent) ?? withoutStatic(decision.settings, own);
    const reason = present === 0 ? decision.reasons.join(' ') : 'REPAIRED';
    const version = present + 1;
    const document: TuningDocument = {
      version,
      settings,
      static: own,
      publishedAt: now(),
      by: id,
      fence,
      reason,
    };
    if (await documents.swap('tuning', agent, present, JSON.stringify(document)))
      log.info({ agent, version, fence, settings, reason }, 'Settings are published.');
  }
}
