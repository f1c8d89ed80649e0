import type { TuningDocument } from '@ag06/contracts/tuning';
import type { Logger } from 'pino';
import { agreeOnStatic } from './agree-on-static.ts';
import type { GuardedDocuments } from './guarded-documents.ts';
import type { FleetLook, PublishedDocument } from './tuning/fleet-look.ts';
import { createDocument } from './tuning/settings-push.ts';

interface SettingsPublisherOptions {
  readonly id: string;
  readonly fence: number;
  readonly look: FleetLook;
  readonly documents: GuardedDocuments;
  readonly log: Logger;
}

/** Gives every agent a document of settings if it has none, or one that cannot be read or must not stay. */
export class SettingsPublisher {
  readonly #options: SettingsPublisherOptions;
  /** The last settings of each agent that could be read. */
  readonly #good = new Map<string, Pick<TuningDocument, 'settings' | 'learned'>>();

  constructor(options: SettingsPublisherOptions) {
    this.#options = options;
  }

  /** Publishes the missing documents. Throws `SupersededError`. */
  async publish(now: number): Promise<void> {
    const { look } = this.#options;
    for (const agent of look.agents) {
      const published = look.documentOf(agent);
      if (published?.document !== undefined) this.#good.set(agent, published.document);
      else await this.#publish(agent, published, now);
    }
  }

  /** Settings stay whose they were: a person's, or the optimizer's. */
  async #publish(agent: string, published: PublishedDocument | undefined, now: number): Promise<void> {
    const { id, fence, look, documents, log } = this.#options;
    if (published !== undefined) this.#complain(agent, published);
    const own = agreeOnStatic(look.workersOf(agent), agent);
    const { settings, learned = [] } = published?.rest ?? this.#good.get(agent) ?? { settings: {} };
    const reason = published === undefined ? 'STATIC' : 'REPAIRED';
    const version = (published?.version ?? 0) + 1;
    const document = createDocument({ version, settings, learned, own, now, id, fence, reason });
    if (!(await documents.swap('tuning', agent, version - 1, JSON.stringify(document)))) return look.forget();
    look.wrote(agent, document);
    log.info({ agent, version, fence, settings, reason }, 'Settings are published.');
  }

  #complain(agent: string, { version, problem }: PublishedDocument): void {
    this.#options.log.warn(
      { agent, version, problem, code: 'TUNING_INVALID' },
      'Published settings are invalid; the last good ones, or what is good of these, are published anew.',
    );
  }
}
