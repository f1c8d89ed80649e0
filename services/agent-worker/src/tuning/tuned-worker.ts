import type { Agent } from '@ag06/agent-kit';
import type { AgentConsumer } from '@ag06/broker';
import type { Ageing } from '@ag06/contracts';
import type { TuningSettings } from '@ag06/contracts/tuning';
import { DEFAULT_RETRY } from '@ag06/engine';
import type { Slots } from '@ag06/resilience';
import type { Store, WorkerRecord } from '@ag06/store';
import type { Logger } from 'pino';
import type { AttemptObserver } from '../attempt/attempt-observer.ts';
import type { Inflight } from '../attempt/inflight.ts';
import { RateGate } from '../claim/rate-gate.ts';
import { AgentSettings } from './agent-settings.ts';
import { ExperimentFollower } from './experiment-follower.ts';
import { FastLoops, type HeldBack } from './fast-loop/fast-loops.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { SampleSender } from './sample-sender.ts';
import { TuningFollower } from './tuning-follower.ts';

interface TunedWorkerOptions {
  readonly id: string;
  readonly store: Pick<Store, 'shared' | 'samples' | 'runs'>;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly slots: ReadonlyMap<string, Slots>;
  readonly inflight: Inflight;
  /** Whether nothing runs. */
  readonly isAtRest: () => boolean;
  readonly log: Logger;
  /** The worker's own settings. */
  readonly concurrency: number;
  readonly defaultTimeoutMs: number;
  readonly onApplied: () => void;
  /** How many jobs an agent's consumer takes beyond the slots. */
  readonly jobsBeyondSlots: (agent: string) => number;
}

/** The worker's side of tuning: sends samples of attempts, applies published settings, and holds back by itself. */
export class TunedWorker {
  readonly settings = new AgentSettings();
  readonly rates: RateGate;
  readonly #samples = new SampleBuffer();
  readonly #loops: FastLoops;
  /** What is to be called with every ended attempt. */
  readonly observers: readonly AttemptObserver[];
  readonly #options: TunedWorkerOptions;
  readonly #follower: TuningFollower;
  readonly #experiments: ExperimentFollower;
  readonly #sender: SampleSender;
  /** What is published about the queue of any agent. */
  readonly ageingOf = (agent: string): Ageing => this.#follower.ageingOf(agent);
  #consumers: readonly AgentConsumer[] = [];

  constructor(options: TunedWorkerOptions) {
    const { id, store, agents, log, onApplied } = options;
    this.#options = options;
    const apply = (agent: string) => this.#apply(agent);
    const followed = {
      shared: store.shared,
      agents: [...agents.keys()],
      settings: this.settings,
      apply,
      log,
    };
    const storeTime = () => store.runs.now();
    this.#experiments = new ExperimentFollower({ ...followed, storeTime });
    this.#follower = new TuningFollower({
      ...followed,
      worker: id,
      isAtRest: options.isAtRest,
      storeTime,
      experiments: this.#experiments,
      boundsOf: (agent) => agents.get(agent)?.tuning?.bounds,
      onApplied,
    });
    this.rates = new RateGate({
      holder: id,
      shared: store.shared,
      storeTime: () => store.runs.now(),
      rateOf: (agent) => this.settings.of(agent).settings.ratePerSec,
      onError: (err) => log.debug({ err }, 'No permits can be leased now.'),
    });
    this.#loops = new FastLoops({
      agents,
      own: options.concurrency,
      publishedOf: (agent) => this.settings.of(agent).settings.concurrency,
      inflightOf: (agent) => options.inflight.of(agent),
      isAtRest: options.isAtRest,
      apply: (agent, limit) => this.#setLimit(agent, limit),
      onChanged: (agent, held) => this.#sayHeld(agent, held),
    });
    this.observers = [this.#samples, this.#loops];
    this.#sender = new SampleSender({
      worker: id,
      samples: store.samples,
      buffer: this.#samples,
      readLoad: () => this.#readLoad(),
      isAtRest: options.isAtRest,
    });
  }

  /** Resolves when the published settings are in force. */
  async start(): Promise<void> {
    await this.#experiments.start(() => this.#follower.soon());
    await this.#follower.start();
    for (const agent of this.#options.agents.keys()) this.#loops.follow(agent, true);
    this.#sender.start();
    this.#loops.start();
  }

  /** To be called when something begins to run where nothing ran. */
  wake(): void {
    this.#follower.wake();
    this.#sender.wake();
    this.#loops.wake();
  }

  /** Sets the consumers whose concurrency follows the settings. */
  adopt(consumers: readonly AgentConsumer[]): void {
    this.#consumers = consumers;
    for (const { agent } of consumers) this.takeJobs(agent);
  }

  /** Sends the last samples. May not resolve while the store is away. */
  async stop(): Promise<void> {
    this.#loops.stop();
    this.rates.stop();
    await Promise.allSettled([this.#follower.stop(), this.#experiments.stop(), this.#sender.stop()]);
  }

  /** The settings in the worker's record. */
  describe(): Required<Pick<WorkerRecord, 'configVersion' | 'declared'>> &
    Pick<WorkerRecord, 'heldBack' | 'tuning' | 'dependencies'> {
    const { agents, concurrency, defaultTimeoutMs } = this.#options;
    const { maxAttempts, initialDelayMs: backoffMs } = DEFAULT_RETRY;
    const declare = ({ timeoutMs = defaultTimeoutMs }: Agent): TuningSettings => ({
      concurrency,
      timeoutMs,
      maxAttempts,
      backoffMs,
    });
    const declared = [...agents].map(([name, agent]) => [name, declare(agent)]);
    const tuning = [...agents].flatMap(([name, agent]) =>
      agent.tuning === undefined ? [] : [[name, agent.tuning]],
    );
    // An agent that names none has its own name: nobody else calls that.
    const dependencies = [...agents].flatMap(([name, { dependency }]) =>
      typeof dependency === 'string' && dependency !== name ? [[name, dependency]] : [],
    );
    const held = this.#loops.describe();
    return {
      configVersion: this.settings.versions(),
      declared: Object.fromEntries(declared),
      ...(held.length > 0 && { heldBack: Object.fromEntries(held) }),
      ...(tuning.length > 0 && { tuning: Object.fromEntries(tuning) }),
      ...(dependencies.length > 0 && { dependencies: Object.fromEntries(dependencies) }),
    };
  }

  heldBack(): ReturnType<FastLoops['describe']> {
    return this.#loops.describe();
  }

  concurrencyOf(agent: string): number {
    return this.#loops.limitOf(agent);
  }

  #apply(agent: string): void {
    this.#loops.follow(agent);
    this.rates.refresh(agent);
  }

  #setLimit(agent: string, limit: number): void {
    const slots = this.#options.slots.get(agent);
    if (slots !== undefined) slots.limit = limit;
    this.takeJobs(agent);
  }

  #sayHeld(agent: string, held: HeldBack | undefined): void {
    const { log, onApplied } = this.#options;
    if (held === undefined) log.info({ agent }, 'The agent is no longer held back.');
    else log.warn({ agent, ...held }, 'Fewer steps of the agent run at a time than published.');
    onApplied();
  }

  /** To be called when the jobs beyond the slots have changed. */
  takeJobs(agent: string): void {
    for (const consumer of this.#consumers) if (consumer.agent === agent) this.#setJobs(consumer);
  }

  #setJobs(consumer: AgentConsumer): void {
    const { agent } = consumer;
    // While nothing may run, it still takes a job: that one waits here.
    consumer.setConcurrency(Math.max(1, this.concurrencyOf(agent)) + this.#options.jobsBeyondSlots(agent));
  }

  #readLoad() {
    const { slots, inflight } = this.#options;
    return Object.fromEntries(
      [...slots].map(([agent, { limit }]) => [agent, { inflight: inflight.of(agent), limit }]),
    );
  }
}
