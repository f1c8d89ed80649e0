import type { TuningDecision, TuningDocument, TuningMode, TuningSettings } from '@ag06/contracts/tuning';
import type { ReasonCode } from '@ag06/tuning';
import type { Logger } from 'pino';
import type { GuardedDocuments } from '../guarded-documents.ts';
import type { FleetLook } from './fleet-look.ts';
import type { PlannedAgent } from './plan-agent.ts';
import type { AgentScene } from './to-observation.ts';
import { isPublished, type PublishedSettings, toPublished, withoutLearned } from './to-published.ts';
import type { TunedAgent } from './tuned-agent.ts';
import type { TuningEvents, TuningEventType } from './tuning-events.ts';

export interface StewardOptions {
  /** Of the optimizer. */
  readonly id: string;
  readonly fence: number;
  readonly look: FleetLook;
  readonly documents: GuardedDocuments;
  readonly events: TuningEvents;
  readonly log: Logger;
  readonly onDecision: (agent: string, decision: TuningDecision) => void;
}

export interface StewardStep {
  readonly agent: TunedAgent;
  readonly plan: PlannedAgent;
  readonly scene: AgentScene;
  readonly now: number;
  /** Seconds since the step before. */
  readonly dt: number;
}

type Planned = Pick<StewardStep, 'agent' | 'plan' | 'now'>;

const ACTS: ReadonlySet<TuningMode> = new Set<TuningMode>(['canary', 'live']);

/**
 * Tunes one agent, a step at a time: the tuner learns what came, decides, and what it wants is compared with what is
 * published. Only if they differ, a new version is published. So it does not matter where the leader before has stopped.
 */
export class Steward {
  readonly #options: StewardOptions;

  constructor(options: StewardOptions) {
    this.#options = options;
  }

  /** Throws `SupersededError`. */
  async step(step: StewardStep): Promise<void> {
    const { agent, plan, now, dt, scene } = step;
    const published = this.#options.look.documentOf(agent.name);
    const document = published?.document;
    if (published !== undefined && document === undefined) return;
    agent.tuner.observe(now, dt, scene);
    agent.touch();
    // Without settings that all of its workers begin from, there is nothing to decide about.
    if (plan.frozen === undefined && plan.own.concurrency !== undefined) await this.#decide(step, document);
    this.#tellResults(agent, now);
    const failure = agent.tuner.takeFailure();
    if (failure !== undefined)
      this.#options.log.warn(
        { err: failure, agent: agent.name, code: 'TUNER_FAILED' },
        'The tuner of an agent has failed; it begins anew, without what it had learned.',
      );
  }

  /**
   * What the optimizer has published does not stay in force when it does not act any more, be the agent at work or not.
   * Throws `SupersededError`.
   */
  async withdraw(step: Planned): Promise<void> {
    const document = this.#options.look.documentOf(step.agent.name)?.document;
    if (document === undefined || ACTS.has(step.plan.mode)) return;
    const left = withoutLearned(document);
    if (!isPublished(left, document)) await this.#publish(step, left, document, 'WITHDRAWN');
  }

  async #decide(step: StewardStep, document: TuningDocument | undefined): Promise<void> {
    const { agent, plan, now } = step;
    const wanted = agent.tuner.decide(now);
    if (wanted === undefined) return;
    agent.undelivered = [...agent.undelivered, ...wanted.decisions];
    if (!ACTS.has(plan.mode)) {
      // What is published is what people and workers want, which the tuner goes on from.
      if (document !== undefined) agent.tuner.isPublished(document.version, wanted.version);
      this.#shadow(step);
      return;
    }
    const settings = toPublished(wanted.settings, plan, document);
    let version = document?.version ?? 0;
    if (!isPublished(settings, document)) {
      const written = await this.#publish(step, settings, document, wanted.reasons.join(' '));
      if (written === undefined) return;
      version = written;
    }
    agent.tuner.isPublished(version, wanted.version);
    this.#deliver(agent, plan.mode, version);
  }

  /** Notes what would be done, and goes on from what is in force. */
  #shadow({ agent, plan }: StewardStep): void {
    if (agent.undelivered.length === 0) return;
    this.#deliver(agent, plan.mode, null);
    agent.tuner.takeBack(plan.static);
  }

  #deliver(agent: TunedAgent, mode: TuningMode, version: number | null): void {
    for (const decision of agent.undelivered) {
      const told = agent.book.note(decision, mode, version);
      if (told === undefined) continue;
      this.#options.onDecision(agent.name, told);
      this.#tell(agent, told, told.reason === 'ROLLBACK' ? 'tuning.rolled_back' : 'tuning.decided', told.at);
    }
    agent.undelivered = [];
  }

  #tellResults(agent: TunedAgent, now: number): void {
    for (const told of agent.book.update(agent.tuner.decisions))
      this.#tell(agent, told, 'tuning.measured', now);
  }

  #tell({ name }: TunedAgent, told: TuningDecision, type: TuningEventType, at: number): void {
    const { events, fence } = this.#options;
    events.add({ agent: name, type, id: `${fence}-${told.number}-${type}-${at}`, data: { ...told } });
  }

  /** Returns the version; undefined if somebody else has published meanwhile. */
  async #publish(
    { agent, plan, now }: Planned,
    { settings, learned }: PublishedSettings,
    before: TuningDocument | undefined,
    reason: ReasonCode | string,
  ): Promise<number | undefined> {
    const { id, fence, look, documents, log } = this.#options;
    const version = (before?.version ?? 0) + 1;
    const document = createDocument({ version, settings, learned, own: plan.own, now, id, fence, reason });
    if (!(await documents.swap('tuning', agent.name, version - 1, JSON.stringify(document)))) {
      look.forget();
      return undefined;
    }
    look.wrote(agent.name, document);
    log.info({ agent: agent.name, version, fence, settings, reason }, 'Settings are published.');
    return version;
  }
}

export interface DocumentFacts extends PublishedSettings {
  readonly version: number;
  readonly own: TuningSettings;
  readonly now: number;
  readonly id: string;
  readonly fence: number;
  readonly reason: string;
}

export function createDocument(facts: DocumentFacts): TuningDocument {
  const { version, settings, learned, own, now, id, fence, reason } = facts;
  return {
    version,
    settings,
    ...(learned.length > 0 && { learned: [...learned] }),
    static: own,
    publishedAt: Math.round(now),
    by: id,
    fence,
    reason: reason.slice(0, 500),
  };
}
