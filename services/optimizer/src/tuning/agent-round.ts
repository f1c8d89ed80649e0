import { setImmediate } from 'node:timers/promises';
import { ownValue } from '@ag06/contracts';
import { type SettingName, type TuningDecision, type TuningMode, toImportName } from '@ag06/contracts/tuning';
import type { Demand } from '@ag06/demand';
import type { EventStore, SharedStore } from '@ag06/store';
import { TunerModel } from '@ag06/tuning';
import type { Logger } from 'pino';
import type { FleetKnowledge } from '../fleet-knowledge.ts';
import type { GuardedDocuments } from '../guarded-documents.ts';
import type { FleetLook } from './fleet-look.ts';
import { planAgent } from './plan-agent.ts';
import { RollbackLocks } from './rollback-locks.ts';
import { StateTeller } from './state-teller.ts';
import { Steward } from './steward.ts';
import type { AgentScene } from './to-observation.ts';
import { TrialTurns } from './trial-turns.ts';
import type { TunedAgent } from './tuned-agent.ts';
import { TuningEvents } from './tuning-events.ts';
import type { TuningWatcher } from './tuning-watcher.ts';

interface AgentRoundOptions {
  readonly id: string;
  readonly fence: number;
  readonly mode: TuningMode;
  readonly bootSeconds?: number | undefined;
  readonly begunAt: number;
  readonly knowledge: FleetKnowledge;
  readonly look: FleetLook;
  /** The settings of an agent that are under experiment. */
  readonly triedOf: (agent: string) => readonly SettingName[];
  readonly documents: GuardedDocuments;
  readonly store: { readonly events: Pick<EventStore, 'append'>; readonly shared: Pick<SharedStore, 'load'> };
  readonly readDemand?: (() => Promise<ReadonlyMap<string, Demand>>) | undefined;
  readonly watcher: TuningWatcher;
  readonly log: Logger;
}

/** An agent that has work and tells nothing for so long is not tuned: nothing is known of it. */
const STALE_MS = 15_000;
const FAILING = 0.2;
const FAILING_ATTEMPTS_MIN = 20;

/** Tunes all agents that are at work, one after another, once a step. An agent at rest costs nothing. */
export class AgentRound {
  readonly #options: AgentRoundOptions;
  readonly #steward: Steward;
  readonly #events: TuningEvents;
  readonly #states: StateTeller;
  readonly #locks: RollbackLocks;
  readonly #turns = new TrialTurns();
  #steppedAt: number;
  /** Undefined: it cannot be read. */
  #demand: ReadonlyMap<string, Demand> | undefined;

  constructor(options: AgentRoundOptions) {
    this.#options = options;
    this.#steppedAt = options.begunAt;
    this.#events = new TuningEvents(options.store.events, options.log);
    this.#states = new StateTeller(options);
    this.#locks = new RollbackLocks({ ...options, shared: options.store.shared });
    const onDecision = (agent: string, decision: TuningDecision) => options.watcher.decided(agent, decision);
    this.#steward = new Steward({ ...options, events: this.#events, onDecision });
  }

  isBusy(now: number): boolean {
    for (const agent of this.#options.knowledge.agents) if (agent.isActive(now)) return true;
    return false;
  }

  /** Whether anything that it decides is published. */
  get acts(): boolean {
    for (const { plan } of this.#options.knowledge.agents)
      if (plan?.mode === 'live' || plan?.mode === 'canary') return true;
    return false;
  }

  /** Takes over what workers and people have declared since, and models that were imported. */
  async plan(now: number): Promise<void> {
    await this.#import();

    const { knowledge, look, mode, bootSeconds } = this.#options;
    for (const agent of look.agents) {
      const tuned = knowledge.agentOf(agent);
      const problem = look.policyProblemOf(agent);
      const plan = planAgent({
        agent,
        mode,
        workers: look.workersOf(agent),
        document: look.documentOf(agent)?.document,
        policy: look.policyOf(agent),
        frozen: look.frozen ?? problem,
        tried: this.#options.triedOf(agent),
        bootSeconds,
        now,
      });
      tuned.plan = plan;
      if (problem === undefined) this.#locks.follow(tuned, look.policyOf(agent)?.locks ?? {}, now);
      if (problem === undefined) await this.#steward.withdraw({ agent: tuned, plan, now });
      // A tuner of an agent without workers would begin from settings that nobody has.
      if (plan.own.concurrency !== undefined || plan.mode === 'off') tuned.tuner.plan(plan, now);
    }
  }

  async step(now: number): Promise<void> {
    const { knowledge, watcher } = this.#options;
    const dt = Math.max(1e-3, (now - this.#steppedAt) / 1_000);
    this.#steppedAt = now;
    const active = [...knowledge.agents].filter((agent) => agent.isActive(now) && agent.plan !== undefined);
    if (active.length > 0) await this.#readDemand();
    for (const agent of active) {
      await this.#stepAgent(agent, now, dt);
      await setImmediate();
    }
    for (const agent of knowledge.agents) if (!agent.isActive(now)) this.#rest(agent, now);
    await this.#states.tell(now);
    watcher.observe(knowledge.agents, now);
    await this.#events.send();
  }

  async #stepAgent(agent: TunedAgent, now: number, dt: number): Promise<void> {
    if (agent.plan === undefined || agent.plan.mode === 'off') return;
    const plan = { ...agent.plan, frozen: agent.plan.frozen ?? this.staleOf(agent, now) ?? toHeld(agent) };
    this.#tellFrozen(agent, plan.frozen, now);
    if (agent.trial?.holdsTuner === true) return;
    const scene = this.#sceneOf(agent.name, now);
    const service = this.#options.look.sharedServiceOf(agent.name);
    const holds = service === undefined ? [] : this.#turns.holdsOf(agent.name, service.name, now);
    const failsElsewhere = service?.others.some((other) => this.#isFailing(other, now)) === true;
    await this.#steward.step({ agent, plan, now, dt, scene, holds, failsElsewhere });
    if (service !== undefined) {
      // One that stands still in the midst of a trial lets the others go on.
      const isTrying = plan.frozen === undefined && agent.tuner.status(now)?.isTrying === true;
      this.#turns.note(agent.name, service.name, isTrying, now);
    }
    // A lock keeps what is published: so not before what is taken back is.
    if (!agent.undelivered.some(({ reason }) => reason === 'ROLLBACK')) await this.#locks.write(agent, now);
  }

  /** Why nothing is known of an agent for now; undefined: its telemetry comes, or it has no work. */
  staleOf(agent: TunedAgent, now: number): string | undefined {
    if (agent.silence(now) <= STALE_MS || !this.#hasWork(agent.name)) return undefined;
    return `Nothing was heard of it for ${STALE_MS / 1_000} s, and there is work.`;
  }

  /** Whether so many attempts of an agent fail that something must be wrong with the service that it calls. */
  #isFailing(name: string, now: number): boolean {
    const [minute] = this.#options.knowledge.agentOf(name).figures(now).windows;
    const { attempts = 0, successRate = null } = minute ?? {};
    return attempts >= FAILING_ATTEMPTS_MIN && successRate !== null && successRate < 1 - FAILING;
  }

  #tellFrozen(agent: TunedAgent, frozen: string | undefined, now: number): void {
    if (frozen === agent.frozen) return;
    const type = frozen === undefined ? 'tuning.unfrozen' : 'tuning.frozen';
    agent.frozen = frozen;
    this.#events.add({ agent: agent.name, type, id: `${type} ${now}`, data: { reason: frozen ?? null } });
  }

  /** An agent at rest is not frozen for longer than a person says so, and its workers come and go. */
  #rest(agent: TunedAgent, now: number): void {
    const { look } = this.#options;
    const canaries = look.documentOf(agent.name)?.document?.canary?.workers ?? [];
    agent.rollout.stage?.see(look.workersOf(agent.name), canaries);
    if (agent.plan !== undefined && agent.plan.frozen === undefined) this.#tellFrozen(agent, undefined, now);
  }

  /** Also where nobody can tell. */
  #hasWork(agent: string): boolean {
    if (this.#demand === undefined) return true;
    const demand = this.#demand.get(agent);
    return demand !== undefined && demand.ready > 0 && demand.waiting + demand.running > 0;
  }

  #sceneOf(agent: string, now: number): AgentScene {
    const { knowledge, look } = this.#options;
    const workers = look.workersOf(agent);
    const versions = new Set(workers.map(({ configVersion }) => ownValue(configVersion, agent) ?? 0));
    const [published] = versions;
    const { settings, canary } = look.documentOf(agent)?.document ?? {};
    return {
      ...knowledge.loadOf(agent, now),
      published: versions.size === 1 ? published : undefined,
      replicas: workers.length,
      queueDepth: this.#demand?.get(agent)?.waiting,
      maxAttempts: settings?.maxAttempts,
      canaryMaxAttempts: canary?.settings.maxAttempts,
    };
  }

  async #import(): Promise<void> {
    const { knowledge, look, store } = this.#options;
    for (const name of look.agents) {
      const importedAt = look.policyOf(name)?.importedAt;
      const agent = knowledge.agentOf(name);
      if (!agent.awaitsImport(importedAt)) continue;
      const found = await store.shared.load('model', toImportName(name));
      agent.import(found && parseTunerModel(found.text), importedAt);
    }
  }

  /** Without it, the demand is estimated from waits. */
  async #readDemand(): Promise<void> {
    const { readDemand, log } = this.#options;
    try {
      this.#demand = await readDemand?.();
    } catch (err) {
      log.debug({ err }, 'The demand cannot be read; it is estimated.');
      this.#demand = undefined;
    }
  }
}

const toHeld = ({ trial }: TunedAgent): string | undefined =>
  trial?.holdsTuner === true ? `The experiment ${trial.id} changes its settings.` : undefined;

/** Undefined for anything that is no model of this release. */
function parseTunerModel(text: string): TunerModel | undefined {
  try {
    return TunerModel.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
