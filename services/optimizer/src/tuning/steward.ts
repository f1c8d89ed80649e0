import type { TuningDecision, TuningDocument, TuningMode, TuningSettings } from '@ag06/contracts/tuning';
import { type Decision, isNeverLate, type SettingHold } from '@ag06/tuning';
import { toWatchName } from './change-watch.ts';
import { toCandidates } from './choose-canaries.ts';
import { changedParts, changedPerJob, keyOf, type Part } from './parts.ts';
import { differing, splitSettings } from './per-job.ts';
import type { PlannedAgent } from './plan-agent.ts';
import type { RolloutScene } from './rollout.ts';
import { SettingsPush, type SettingsPushOptions } from './settings-push.ts';
import { type DeliveryFacts, toDelivered } from './to-delivered.ts';
import { toInForce } from './to-in-force.ts';
import type { AgentScene } from './to-observation.ts';
import { toPublished, withoutLearned } from './to-published.ts';
import { type StagedSettings, toStaged } from './to-staged.ts';
import type { TunedAgent } from './tuned-agent.ts';
import type { TuningEvents, TuningEventType } from './tuning-events.ts';

interface StewardOptions extends SettingsPushOptions {
  readonly events: TuningEvents;
  readonly onDecision: (agent: string, decision: TuningDecision) => void;
}

interface StewardStep {
  readonly agent: TunedAgent;
  readonly plan: PlannedAgent;
  readonly scene: AgentScene;
  readonly now: number;
  /** Seconds since the step before. */
  readonly dt: number;
  /** Settings with which nothing new is begun in this step. */
  readonly holds: readonly SettingHold[];
  /** Whether other agents on the same service fail as well. */
  readonly failsElsewhere: boolean;
}

type Planned = Pick<StewardStep, 'agent' | 'plan' | 'now'>;
type Acting = StewardStep & { readonly mode: RolloutScene['mode'] };

/**
 * Tunes one agent, a step at a time: the tuner learns what came, decides, and what it wants is compared with what is
 * published. Only if they differ, a new version is published. So it does not matter where the leader before has stopped.
 */
export class Steward {
  readonly #options: StewardOptions;
  readonly #push: SettingsPush;

  constructor(options: StewardOptions) {
    this.#options = options;
    this.#push = new SettingsPush(options);
  }

  /** Throws `SupersededError`. */
  async step(step: StewardStep): Promise<void> {
    const { agent, plan, now, dt, scene } = step;
    const { look, log } = this.#options;
    const published = look.documentOf(agent.name);
    const document = published?.document;
    if (published !== undefined && document === undefined) return;
    agent.rollout.observe(agent.tuner.observe(now, dt, scene), now);
    agent.rollout.stage?.see(look.workersOf(agent.name), document?.canary?.workers ?? []);
    agent.touch();
    // Without settings that all of its workers begin from, there is nothing to decide about.
    if (plan.frozen === undefined && plan.own.concurrency !== undefined) await this.#decide(step, document);
    this.#tellResults(agent, now, published?.document?.publishedAt ?? 0);
    const failure = agent.tuner.takeFailure();
    if (failure !== undefined)
      log.warn(
        { err: failure, agent: agent.name, code: 'TUNER_FAILED' },
        'The tuner of an agent has failed; it begins anew, without what it had learned.',
      );
  }

  /**
   * What the optimizer has published does not stay in force when it does not act any more, be the agent at work or not.
   * Throws `SupersededError`.
   */
  async withdraw({ agent, plan, now }: Planned): Promise<void> {
    const before = this.#options.look.documentOf(agent.name)?.document;
    if (before === undefined || isActing(plan.mode)) return;
    await this.#push.publish({
      agent,
      plan,
      now,
      staged: withoutLearned(before),
      before,
      reason: 'WITHDRAWN',
    });
  }

  async #decide(step: StewardStep, document: TuningDocument | undefined): Promise<void> {
    const { plan } = step;
    if (isActing(plan.mode)) return this.#act({ ...step, mode: plan.mode }, document);
    const wanted = step.agent.tuner.decide(step.now, step.holds);
    if (wanted === undefined) return;
    step.agent.undelivered = [...step.agent.undelivered, ...wanted.decisions];
    // What is published is what people and workers want, which the tuner goes on from.
    if (document !== undefined) step.agent.tuner.isPublished(document.version, wanted.version);
    this.#shadow(step);
  }

  /** Judges what is tried, decides, and publishes what comes next. */
  async #act(step: Acting, document: TuningDocument | undefined): Promise<void> {
    const { agent, plan, now, mode, holds, failsElsewhere } = step;
    const { rollout, tuner } = agent;
    const workers = this.#options.look.workersOf(agent.name);
    const candidates = toCandidates(workers);
    const scene: RolloutScene = { now, mode, candidates: candidates.length, failsElsewhere };
    const isNew = rollout.resume(document, plan.own, scene);
    const harm = rollout.judge(scene);
    if (harm !== undefined) tuner.rollBack(now, harm.parts, harm.to, harm);
    const wanted = tuner.decide(now, [...rollout.holds(scene, agent.waiting), ...holds]);
    if (wanted === undefined) return;
    // The leader before may have decided more than it kept.
    if (isNew && document !== undefined && this.#goOnWith(step, wanted.settings, document)) return;
    agent.undelivered = [...agent.undelivered, ...wanted.decisions];
    const target = toPublished(wanted.settings, plan, document);
    const reach = rollout.reach(scene);
    const back = takenBack(agent).map((part) => [part, keyOf(target.settings, part)] as const);
    const passed = new Map([...reach.passed, ...back]);
    const alive = workers.map(({ id }) => id);
    const staged = toStaged({ mode, target, document, candidates, alive, ...reach, passed });
    const reason = tellReason(agent, staged, document, workers.length);
    const stands = await this.#push.publish({ agent, plan, now, staged, before: document, reason });
    if (stands === undefined) return;
    agent.canaries = stands.canary?.workers.length ?? 0;
    if (stands !== document) await this.#published(step, document, stands);
    this.#attribute(agent, stands, document, wanted.version);
    agent.waiting = changedPerJob((stands.canary ?? stands).settings, target.settings);
    this.#deliver(agent, { mode, stands, workers: workers.length, waiting: agent.waiting });
    if (mode === 'canary') this.#takeBackShared(step, wanted.settings);
  }

  /** Returns whether the tuner had other settings than those in force, and goes on from these now. */
  #goOnWith({ agent, plan }: Acting, wanted: TuningSettings, document: TuningDocument): boolean {
    // A person wants the settings of the model that was imported since.
    if (agent.importedAt > document.publishedAt) return false;
    const inForce = toInForce(plan.static, wanted, document);
    if (differing(wanted, inForce).length === 0) return false;
    agent.tuner.takeBack(inForce);
    return true;
  }

  /** Notes what was published, to compare what it brings. */
  async #published(
    step: Acting,
    before: TuningDocument | undefined,
    document: TuningDocument,
  ): Promise<void> {
    const { agent, now, scene, plan } = step;
    const { objective } = agent.tuner;
    const isFull = (scene.queueDepth ?? 0) > WAITING_PER_SLOT * Math.max(1, scene.limit);
    const isLoaded = isFull && objective !== undefined && !isNeverLate(objective);
    const { rollout } = agent;
    rollout.published({ before, document, now, takenBack: takenBack(agent), own: plan.own, isLoaded });
    const { watch } = rollout;
    if (watch.watched(now).length > 0)
      await this.#options.documents.write('model', toWatchName(agent.name), JSON.stringify(watch.toModel()));
  }

  /** Says which settings of the tuner a document stands for. */
  #attribute(
    agent: TunedAgent,
    stands: TuningDocument,
    before: TuningDocument | undefined,
    version: number,
  ): void {
    if (stands.canary === undefined) {
      agent.tuner.isPublished(stands.version, version);
      return;
    }
    const [old, young] = [
      splitSettings(before?.settings ?? {}).shared,
      splitSettings(stands.settings).shared,
    ];
    const isSame = before !== undefined && differing(old, young).length === 0;
    const asCanaries = changedPerJob(before?.settings ?? {}, stands.settings).length > 0;
    agent.tuner.isStaged(
      stands.version,
      version,
      isSame ? { version: before.version, asCanaries } : undefined,
    );
  }

  /** In mode canary, settings that workers share are told as in shadow: a few workers cannot tell what they bring. */
  #takeBackShared({ agent, plan }: Acting, wanted: TuningSettings): void {
    const { shared } = splitSettings(plan.static);
    if (differing(splitSettings(wanted).shared, shared).length === 0) return;
    agent.tuner.takeBack({ ...shared, ...splitSettings(wanted).perJob });
  }

  /** Notes what would be done, and goes on from what is in force. */
  #shadow({ agent, plan }: StewardStep): void {
    if (agent.undelivered.length === 0) return;
    for (const decision of agent.undelivered) this.#tellDecision(agent, decision, plan.mode, null);
    agent.undelivered = [];
    agent.tuner.takeBack(plan.static);
  }

  #deliver(agent: TunedAgent, facts: DeliveryFacts): void {
    const { mode, stands } = facts;
    const parts = agent.undelivered.flatMap((decision) => toDelivered(decision, facts));
    agent.undelivered = parts.flatMap(({ decision, is }) => (is === 'waiting' ? [decision] : []));
    for (const { decision, is } of parts)
      if (is !== 'waiting')
        this.#tellDecision(agent, decision, mode, is === 'published' ? stands.version : null);
  }

  #tellDecision(agent: TunedAgent, decision: Decision, mode: TuningMode, version: number | null): void {
    const told = agent.book.note(decision, mode, version);
    if (told === undefined) return;
    this.#options.onDecision(agent.name, told);
    this.#tell(agent, told, told.reason === 'ROLLBACK' ? 'tuning.rolled_back' : 'tuning.decided', told.at);
  }

  #tellResults(agent: TunedAgent, now: number, changedAt: number): void {
    for (const told of agent.book.update(agent.tuner.decisions))
      this.#tell(agent, told, 'tuning.measured', now);
    for (const told of agent.book.judge(now, changedAt, (decision) => agent.tuner.hindsight(decision)))
      this.#tell(agent, told, 'tuning.estimated', now);
  }

  #tell({ name }: TunedAgent, told: TuningDecision, type: TuningEventType, at: number): void {
    const { events, fence } = this.#options;
    events.add({ agent: name, type, id: `${fence}-${told.number}-${type}-${at}`, data: { ...told } });
  }
}

/** Times the slots. */
const WAITING_PER_SLOT = 2;

const isActing = (mode: TuningMode): mode is Acting['mode'] => mode === 'canary' || mode === 'live';

/** What the tuner takes back, which all workers get at once. */
const takenBack = ({ undelivered }: TunedAgent): readonly Part[] =>
  undelivered.flatMap(({ reason, from, to }) => (reason === 'ROLLBACK' ? changedParts(from, to) : []));

/** Says what is published: decisions, and on how many workers they are tried. */
function tellReason(
  { undelivered }: TunedAgent,
  { canary }: StagedSettings,
  before: TuningDocument | undefined,
  workers: number,
): string {
  const codes = new Set<string>(undelivered.map(({ reason }) => reason));
  if (canary !== undefined) codes.add(`ON_${canary.workers.length}_OF_${workers}`);
  else if (before?.canary !== undefined && codes.size === 0) codes.add('ON_ALL');
  return codes.size === 0 ? 'STATIC' : [...codes].join(' ');
}
