import { DEFAULT_TENANT, type Json } from '@ag06/contracts';
import {
  armsOf,
  EXPERIMENT_RECORD_EVENT,
  type ExperimentDocument,
  findOutOfBounds,
  RecordedResult,
  type SettingName,
  type StoredExperiment,
  settingsUnder,
  type TuningDocument,
  toArmSettings,
  toRecordsStream,
} from '@ag06/contracts/tuning';
import type { EventStore, SharedStore } from '@ag06/store';
import { toObjective } from '@ag06/tuning';
import type { Logger } from 'pino';
import type { FleetKnowledge } from '../fleet-knowledge.ts';
import type { GuardedDocuments } from '../guarded-documents.ts';
import type { FleetLook } from '../tuning/fleet-look.ts';
import { createDocument } from '../tuning/settings-push.ts';
import type { TunedAgent } from '../tuning/tuned-agent.ts';
import { TuningEvents, type TuningEventType } from '../tuning/tuning-events.ts';
import { AgentTrial } from './agent-trial.ts';
import { ExperimentLook } from './experiment-look.ts';
import { judgeTrial, type TrialVerdict, toResult } from './judge-trial.ts';

interface TrialsOptions {
  /** Of the optimizer. */
  readonly id: string;
  readonly fence: number;
  readonly knowledge: FleetKnowledge;
  readonly look: FleetLook;
  readonly documents: GuardedDocuments;
  readonly store: {
    readonly events: Pick<EventStore, 'append' | 'read'>;
    readonly shared: Pick<SharedStore, 'list' | 'watch'>;
  };
  /** Why nothing is known of an agent for now; undefined: its telemetry comes. */
  readonly staleOf: (agent: TunedAgent, now: number) => string | undefined;
  readonly log: Logger;
}

/** Results that change all the time are told at this interval. */
const TELL_EVERY_MS = 5_000;
/** Recorded results that are read in one step. */
const PAGE = 1_000;
const PAGES = 10;
/** Until durations are known, as for the tuner. */
const MEDIAN_DEFAULT_S = 1;

/**
 * Watches over the experiments of the fleet: counts what comes of both arms, pauses, decides and ends them, and publishes the winner
 * where a person has asked for that. Workers need nobody for the assignment.
 */
export class Trials {
  readonly #options: TrialsOptions;
  readonly #look: ExperimentLook;
  readonly #events: TuningEvents;
  #running: readonly StoredExperiment[] = [];
  /** Ended by somebody else since the last step. */
  #left: readonly AgentTrial[] = [];
  readonly #toldAt = new Map<string, number>();

  constructor(options: TrialsOptions) {
    this.#options = options;
    this.#look = new ExperimentLook(options.store.shared);
    this.#events = new TuningEvents(options.store.events, options.log);
  }

  start(): Promise<void> {
    return this.#look.start();
  }

  stop(): Promise<void> {
    return this.#look.stop();
  }

  get isRunning(): boolean {
    return this.#running.length > 0;
  }

  /** The settings of an agent that nothing else may change for now. */
  under(agent: string): readonly SettingName[] {
    const found = this.#running.find(({ document }) => document.agent === agent);
    return found === undefined ? [] : settingsUnder(found.document);
  }

  /** Takes over what people have begun and ended. Of two on an agent, the first one counts. */
  async refresh(now: number): Promise<void> {
    await this.#look.refresh(now);
    const running = this.#look.all.filter(({ document }) => document.status === 'running');
    const byAgent = new Map(running.toReversed().map((stored) => [stored.document.agent, stored]));
    this.#running = [...byAgent.values()];
    for (const agent of this.#options.knowledge.agents) this.#follow(agent, byAgent.get(agent.name));
    for (const [name, stored] of byAgent) this.#follow(this.#options.knowledge.agentOf(name), stored);
  }

  /** No optimizer has lived for so long that workers have left all arms. */
  interrupt(now: number): void {
    for (const { document } of this.#running)
      this.#options.knowledge.agentOf(document.agent).trial?.interrupt(now);
  }

  /** Throws `SupersededError`. */
  async step(now: number): Promise<void> {
    for (const stored of this.#running) await this.#step(stored, now);
    for (const trial of this.#left) await this.#tellResult(trial, { is: 'running' }, now);
    this.#left = [];
    for (const stored of this.#look.all) if (isToPromote(stored.document)) await this.#promote(stored, now);
    await this.#events.send();
  }

  #follow(agent: TunedAgent, stored: StoredExperiment | undefined): void {
    if (agent.trial?.id === stored?.id) return;
    if (agent.trial !== undefined) this.#left = [...this.#left, agent.trial];
    const kept = agent.keptTrial?.id === stored?.id ? agent.keptTrial : undefined;
    agent.trial = stored && new AgentTrial(stored, kept);
    agent.keptTrial = undefined;
  }

  async #step(stored: StoredExperiment, now: number): Promise<void> {
    const agent = this.#options.knowledge.agentOf(stored.document.agent);
    const { trial, plan } = agent;
    if (trial?.id !== stored.id) return;
    const objective = agent.tuner.objective ?? toObjective(plan?.objective ?? {}, MEDIAN_DEFAULT_S);
    trial.plan(objective, { ...plan?.own, ...this.#options.look.documentOf(agent.name)?.document?.settings });
    const paused = this.#findPause(agent, now);
    if (paused !== stored.document.paused) return this.#pause(stored, paused, now);
    trial.isPaused = paused !== undefined;
    if (trial.isPaused) trial.interrupt(now);
    trial.close(now);
    if (stored.document.metric === 'recorded') await this.#readRecorded(trial);
    const verdict = judgeTrial(trial);
    await this.#tellResult(trial, verdict, now);
    if (verdict.is !== 'running') await this.#end(stored, trial, verdict, now);
  }

  #findPause(agent: TunedAgent, now: number): string | undefined {
    const { look, staleOf } = this.#options;
    const frozen = this.#findFreeze(agent.name);
    if (frozen !== undefined) return frozen;
    if (look.workersOf(agent.name).length === 0) return 'No worker serves the agent.';
    return look.policyProblemOf(agent.name) ?? staleOf(agent, now);
  }

  #findFreeze(name: string): string | undefined {
    const { look } = this.#options;
    if (look.frozen !== undefined) return look.frozen;
    const frozen = look.policyOf(name)?.frozen;
    if (frozen === undefined) return undefined;
    return `${frozen.by} has frozen the agent${frozen.reason === '' ? '.' : `: ${frozen.reason}`}`.slice(
      0,
      500,
    );
  }

  /** A person may publish it all the same. */
  #mayPublish(
    { agent, startedAt, ...arms }: ExperimentDocument,
    published: TuningDocument,
    now: number,
  ): boolean {
    const { look, knowledge } = this.#options;
    if (this.#findFreeze(agent) !== undefined || look.policyProblemOf(agent) !== undefined) return false;
    const learned = [...settingsUnder(arms)];
    const { locks = {} } = look.policyOf(agent) ?? {};
    // Who began the experiment knew of the locks of that time.
    const isLocked = learned.some((name) => {
      const { at = 0, until = Number.POSITIVE_INFINITY } = locks[name] ?? {};
      return at > startedAt && until > now;
    });
    return (
      !isLocked &&
      findOutOfBounds({ ...published, learned }, knowledge.agentOf(agent).plan?.bounds ?? {}).length === 0
    );
  }

  async #pause(stored: StoredExperiment, paused: string | undefined, now: number): Promise<void> {
    const { paused: _, ...document } = stored.document;
    const next = { ...document, ...(paused !== undefined && { paused }) };
    if (!(await this.#write(stored, next))) return;
    const type = paused === undefined ? 'experiment.resumed' : 'experiment.paused';
    this.#tell(stored, type, `${now}`, { reason: paused ?? null });
  }

  /** Throws nothing where the store does not answer: the rest is read with the next step. */
  async #readRecorded(trial: AgentTrial): Promise<void> {
    const { events } = this.#options.store;
    const stream = toRecordsStream(trial.id);
    for (let page = 0; page < PAGES; page++) {
      const found = await events.read({ tenant: DEFAULT_TENANT, stream, after: trial.position, limit: PAGE });
      if (found.result !== 'page') return;
      for (const { type, id, data, position } of found.events) {
        const value = type === EXPERIMENT_RECORD_EVENT ? toValue(data) : undefined;
        trial.record(id, value, position);
      }
      trial.record(undefined, undefined, found.upto);
      if (!found.hasMore) return;
    }
  }

  async #tellResult(trial: AgentTrial, verdict: TrialVerdict, now: number): Promise<void> {
    const isOver = verdict.is !== 'running' || this.#left.includes(trial);
    if (!isOver && now < (this.#toldAt.get(trial.id) ?? 0) + TELL_EVERY_MS) return;
    const result = toResult(trial, verdict, now);
    await this.#options.documents.write('experiment-result', trial.id, JSON.stringify(result));
    if (isOver) this.#toldAt.delete(trial.id);
    else this.#toldAt.set(trial.id, now);
  }

  async #end(
    stored: StoredExperiment,
    trial: AgentTrial,
    verdict: Exclude<TrialVerdict, { is: 'running' }>,
    now: number,
  ): Promise<void> {
    const { paused: _, ...document } = stored.document;
    const { sentence } = toResult(trial, verdict, now);
    const winner = verdict.is === 'decided' ? verdict.winner : null;
    const ended = { at: Math.round(now), by: this.#options.id, winner, sentence };
    if (!(await this.#write(stored, { ...document, status: verdict.is, ended }))) return;
    this.#running = this.#running.filter((one) => one !== stored);
    this.#options.knowledge.agentOf(document.agent).trial = undefined;
    this.#tell(stored, `experiment.${verdict.is}`, 'end', { winner, sentence });
    this.#options.log.info({ experiment: stored.id, agent: document.agent, winner }, sentence);
  }

  /** What is promoted is a person's, who has asked for it: no tuner changes it, and it needs no living optimizer. */
  async #promote(stored: StoredExperiment, now: number): Promise<void> {
    const { id, fence, look, documents, knowledge, log } = this.#options;
    const { agent, ended } = stored.document;
    const published = look.documentOf(agent);
    const winner = ended?.winner ?? null;
    // One that cannot be read is published anew first.
    if (winner === null || published?.document === undefined) return;
    const { version: before, settings: inForce, learned = [], static: own } = published.document;
    const settings = toArmSettings(inForce, armsOf(stored.document)[winner]);
    const version = before + 1;
    const left = learned.filter((name) => !settingsUnder(stored.document).includes(name));
    const reason = `Experiment ${stored.id}: ${winner.toUpperCase()} is better.`;
    const document = createDocument({
      version,
      settings,
      learned: left,
      now,
      id,
      fence,
      reason,
      own: knowledge.agentOf(agent).plan?.own ?? own,
    });
    if (!this.#mayPublish(stored.document, document, now)) return;
    if (!(await documents.swap('tuning', agent, before, JSON.stringify(document)))) return look.forget();
    look.wrote(agent, document);
    const promoted = { at: Math.round(now), by: id, arm: winner, version };
    if (!(await this.#write(stored, { ...stored.document, promoted }))) return;
    this.#tell(stored, 'experiment.promoted', 'promoted', { arm: winner, version });
    log.info(
      { experiment: stored.id, agent, version, settings },
      'The settings of the winner are published.',
    );
  }

  /** Returns false if somebody else has written meanwhile: the next step goes on from that. */
  async #write({ id, version }: StoredExperiment, document: ExperimentDocument): Promise<boolean> {
    this.#look.forget();
    return this.#options.documents.swap('experiment', id, version, JSON.stringify(document));
  }

  #tell({ id, document }: StoredExperiment, type: TuningEventType, which: string, data: Json): void {
    const told = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
    this.#events.add({
      agent: document.agent,
      type,
      id: `${id} ${type} ${which}`,
      data: { experiment: id, ...told },
    });
  }
}

const isToPromote = ({ status, promote, promoted, ended }: ExperimentDocument): boolean =>
  status === 'decided' && promote === 'auto' && promoted === undefined && (ended?.winner ?? null) !== null;

function toValue(data: string): number | undefined {
  try {
    return RecordedResult.safeParse(JSON.parse(data)).data?.value;
  } catch {
    return undefined;
  }
}
