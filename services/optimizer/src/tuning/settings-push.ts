import type { TuningDocument, TuningSettings } from '@ag06/contracts/tuning';
import type { Logger } from 'pino';
import type { GuardedDocuments } from '../guarded-documents.ts';
import type { FleetLook } from './fleet-look.ts';
import type { PlannedAgent } from './plan-agent.ts';
import { isStaged, type StagedSettings } from './to-staged.ts';
import type { TunedAgent } from './tuned-agent.ts';

export interface SettingsPushOptions {
  /** Of the optimizer. */
  readonly id: string;
  readonly fence: number;
  readonly look: FleetLook;
  readonly documents: GuardedDocuments;
  readonly log: Logger;
}

export interface Push {
  readonly agent: TunedAgent;
  readonly plan: Pick<PlannedAgent, 'own'>;
  readonly now: number;
  readonly staged: StagedSettings;
  readonly before: TuningDocument | undefined;
  readonly reason: string;
}

/** Publishes settings of agents, if they say anything else than what is published. */
export class SettingsPush {
  readonly #options: SettingsPushOptions;

  constructor(options: SettingsPushOptions) {
    this.#options = options;
  }

  /** Returns what is published; undefined if somebody else has published meanwhile. Throws `SupersededError`. */
  async publish(push: Push): Promise<TuningDocument | undefined> {
    const { agent, plan, now, staged, before, reason } = push;
    if (before !== undefined && isStaged(staged, before)) return before;
    const { id, fence, look, documents, log } = this.#options;
    const version = (before?.version ?? 0) + 1;
    const document = createDocument({ ...staged, version, own: plan.own, now, id, fence, reason });
    if (!(await documents.swap('tuning', agent.name, version - 1, JSON.stringify(document)))) {
      look.forget();
      return undefined;
    }
    look.wrote(agent.name, document);
    const { settings, canary } = document;
    log.info({ agent: agent.name, version, fence, settings, canary, reason }, 'Settings are published.');
    return document;
  }
}

interface DocumentFacts extends StagedSettings {
  readonly version: number;
  readonly own: TuningSettings;
  readonly now: number;
  readonly id: string;
  readonly fence: number;
  readonly reason: string;
}

export function createDocument(facts: DocumentFacts): TuningDocument {
  const { version, settings, learned, canary, own, now, id, fence, reason } = facts;
  return {
    version,
    settings,
    ...(learned.length > 0 && { learned: [...learned] }),
    ...(canary !== undefined && { canary }),
    static: own,
    publishedAt: Math.round(now),
    by: id,
    fence,
    reason: reason.slice(0, 500),
  };
}
