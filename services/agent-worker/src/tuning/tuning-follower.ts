import { isDeepStrictEqual } from 'node:util';
import type { Ageing } from '@ag06/contracts';
import {
  type AgentBounds,
  findOutOfBounds,
  LEADER_NAME,
  parseTuningPolicy,
  parseTuningPulse,
  parseTuningSwitch,
  TUNING_PULSE,
  TUNING_SWITCH,
  type TuningDocument,
  withoutSettings,
} from '@ag06/contracts/tuning';
import { Duty, type DutyTurn } from '@ag06/duty';
import { PublishedSettings, PulseWatch } from '@ag06/runtime';
import type { SharedDocument, SharedStore } from '@ag06/store';
import type { Logger } from 'pino';
import { Deafness } from '../host/deafness.ts';
import type { AgentSettings } from './agent-settings.ts';
import { chooseSettings, STATIC_SETTINGS } from './choose-settings.ts';
import type { ExperimentFollower } from './experiment-follower.ts';
import { judgeDocument } from './judge-document.ts';

/** How often it looks itself, because a notification may be lost with a connection; and while the worker has no work. */
const LOAD_EVERY_MS = 1_000;
const REST_LOAD_EVERY_MS = 5_000;

interface TuningFollowerOptions {
  /** The worker's id, by which documents name canaries. */
  readonly worker: string;
  /** The store's time, milliseconds since 1970. */
  readonly storeTime: () => Promise<number>;
  readonly shared: Pick<SharedStore, 'list' | 'load' | 'watch'>;
  /** Whether nothing runs here. */
  readonly isAtRest?: () => boolean;
  readonly agents: readonly string[];
  /** What the agent's code allows; absent: everything within the hard bounds. */
  readonly boundsOf: (agent: string) => AgentBounds | undefined;
  readonly settings: AgentSettings;
  readonly experiments: Pick<ExperimentFollower, 'look' | 'refresh' | 'hold'>;
  /** Called when other settings are in force for this agent. */
  readonly apply: (agent: string) => void;
  /** Called once when all changes of a moment are in force. */
  readonly onApplied: () => void;
  readonly log: Logger;
}

/** Settings as they were published, but for those that this worker must not apply. */
interface Known {
  readonly document: TuningDocument;
  readonly isWhole: boolean;
}

/**
 * Applies published settings as they come. It ignores documents that it cannot read and those older than the known
 * ones: the last good settings stay until somebody publishes others. A setting that no person has set, and that lies outside of
 * the agent's bounds, it leaves out: the bounds hold whatever the optimizer, or what passes for it, has written.
 */
export class TuningFollower {
  readonly #options: TuningFollowerOptions;
  readonly #known = new Map<string, Known>();
  /** The last version of each document that was judged. */
  readonly #judged = new Map<string, number>();
  /** The version of each document about which a complaint was logged. */
  readonly #complained = new Map<string, number>();
  readonly #pulse = new PulseWatch();
  /** Also of agents that this worker does not serve: it puts activations on their queues. */
  readonly #published = new PublishedSettings(() => this.#pulse.isLive(performance.now()));
  #isStatic = false;
  #switchVersion = 0;
  readonly #loads: Duty;
  readonly #deafness = new Deafness();
  #unwatch: () => Promise<void> = async () => {};

  constructor(options: TuningFollowerOptions) {
    this.#options = options;
    this.#loads = new Duty({
      name: 'tuning',
      everyMs: LOAD_EVERY_MS,
      idleMs: REST_LOAD_EVERY_MS,
      act: () => this.#load().then(() => this.#orAtRest()),
      onError: (error) => this.#sayUnread(error),
    });
  }

  /** Resolves when the published settings are in force. */
  async start(): Promise<void> {
    this.#loads.start(LOAD_EVERY_MS);
    const onLost = () => {
      this.#deafness.begin();
      this.#loads.soon();
    };
    this.#unwatch = await this.#options.shared.watch('tuning', () => this.#loads.soon(), onLost);
    await this.#load().catch((error: unknown) => this.#sayUnread(error));
  }

  /** May be called twice, or before `start`. */
  async stop(): Promise<void> {
    void this.#loads.stop();
    const unwatch = this.#unwatch;
    this.#unwatch = async () => {};
    await unwatch();
  }

  /** What is published about the queue of any agent. */
  ageingOf(agent: string): Ageing {
    return this.#published.find(agent, 'ageingMs');
  }

  async #load(): Promise<void> {
    const { shared, experiments } = this.#options;
    // In the same write. What fails here is asked again below.
    const [documents] = await Promise.all([shared.list('tuning'), experiments.look().catch(() => {})]);
    await this.#seePulse(documents.find(({ name }) => name === TUNING_PULSE));
    await this.#learnAll(documents);
    this.#published.take(documents);
    this.#take(documents);
    await experiments.refresh(this.#isActing);
  }

  /** Whether what the optimizer has published is in force. */
  get #isActing(): boolean {
    return !this.#isStatic && this.#pulse.isLive(performance.now());
  }

  /** Something else than settings has changed. */
  soon(): void {
    this.#loads.soon();
  }

  /** To be called when something begins to run here. */
  wake(): void {
    this.#loads.wake();
  }

  #orAtRest(): DutyTurn {
    return this.#options.isAtRest?.() === true && !this.#deafness.isPresent() ? 'idle' : undefined;
  }

  async #seePulse(pulse: SharedDocument | undefined): Promise<void> {
    // What no optimizer can have written tells of none.
    if (pulse !== undefined && !parseTuningPulse(pulse.text).ok) return;
    const isFirst = pulse !== undefined && this.#pulse.needsAge(pulse);
    const ageMs = isFirst ? (await this.#options.storeTime()) - pulse.changedAt : 0;
    this.#pulse.see(pulse, performance.now(), ageMs);
  }

  #sayUnread(err: unknown): void {
    // Without the store nobody tells that the optimizer lives.
    this.#take([]);
    this.#options.experiments.hold(this.#isActing);
    this.#options.log.debug({ err }, 'The published settings cannot be read; those in force stay.');
  }

  #take(documents: readonly SharedDocument[]): void {
    const byName = new Map(documents.map((document) => [document.name, document]));
    const switched = byName.get(TUNING_SWITCH);
    let isChanged = switched !== undefined && this.#takeSwitch(switched);
    for (const agent of this.#options.agents) {
      isChanged = this.#putInForce(agent) || isChanged;
    }
    if (isChanged) this.#options.onApplied();
  }

  #takeSwitch({ version, text }: SharedDocument): boolean {
    if (version <= this.#switchVersion) return false;
    const parsed = parseTuningSwitch(text);
    if (!parsed.ok) {
      this.#complain(TUNING_SWITCH, version, parsed.problem);
      return false;
    }
    this.#switchVersion = version;
    if (parsed.value.isStatic === this.#isStatic) return false;
    this.#isStatic = parsed.value.isStatic;
    const { by, reason } = parsed.value;
    this.#options.log.warn(
      { by, reason },
      this.#isStatic ? 'All settings are static now.' : 'Published settings are in force again.',
    );
    return true;
  }

  /** Judges each version once, by who leads now and by what people allow. */
  async #learnAll(documents: readonly SharedDocument[]): Promise<void> {
    const { agents, shared } = this.#options;
    const news = documents.filter(
      ({ name, version }) => agents.includes(name) && this.#judged.get(name) !== version,
    );
    if (news.length === 0) return;
    const leading = (await shared.load('leader', LEADER_NAME))?.version ?? 0;
    for (const published of news) await this.#learn(published, leading);
  }

  async #learn(published: SharedDocument, leading: number): Promise<void> {
    const { name: agent, version } = published;
    const judged = judgeDocument(this.#known.get(agent)?.document, published, leading);
    if (judged.is === 'invalid') this.#complain(agent, version, judged.problem);
    if (judged.is === 'newer') {
      const known = await this.#withinBounds(agent, judged.document);
      // Two looks may be under way at once.
      if (version > (this.#known.get(agent)?.document.version ?? 0)) this.#known.set(agent, known);
    }
    this.#judged.set(agent, version);
  }

  /** A person's bounds go over the code's; they are read only where the code's do not hold. */
  async #withinBounds(agent: string, document: TuningDocument): Promise<Known> {
    const { boundsOf, shared, log } = this.#options;
    const declared = boundsOf(agent) ?? {};
    if (findOutOfBounds(document, declared).length === 0) return { document, isWhole: true };
    const policy = await shared.load('tuning-policy', agent);
    const bounds = { ...declared, ...(policy && parseTuningPolicy(policy.text)?.bounds) };
    const settings = findOutOfBounds(document, bounds);
    if (settings.length === 0) return { document, isWhole: true };
    log.warn(
      { agent, version: document.version, settings, code: 'TUNING_OUT_OF_BOUNDS' },
      'Published settings lie outside of the bounds and are left out: here the worker does what it does by itself.',
    );
    return { document: withoutSettings(document, settings), isWhole: false };
  }

  /** Returns whether that changed anything. */
  #putInForce(agent: string): boolean {
    const { settings, worker, apply, log } = this.#options;
    const known = this.#isStatic ? undefined : this.#known.get(agent);
    const isLive = this.#pulse.isLive(performance.now());
    const all = known === undefined ? STATIC_SETTINGS : chooseSettings(known.document, worker, isLive);
    const chosen = known?.isWhole === false ? { ...all, version: 0 } : all;
    const before = settings.published(agent);
    const isSame = before.version === chosen.version && before.isCanary === chosen.isCanary;
    // Of version 0 there are several: static settings, and those of a person without the optimizer's.
    if (isSame && (chosen.version > 0 || isDeepStrictEqual(before.settings, chosen.settings))) return false;
    settings.set(agent, chosen);
    apply(agent);
    log.info({ agent, from: before.version, ...chosen }, 'Settings are in force.');
    return true;
  }

  #complain(name: string, version: number, problem: string): void {
    if (this.#complained.get(name) === version) return;
    this.#complained.set(name, version);
    this.#options.log.warn(
      { agent: name, version, problem, code: 'TUNING_INVALID' },
      'Published settings are invalid and left alone; the last good ones stay in force.',
    );
  }
}
