import { hostname } from 'node:os';
import type { WorkerWatch } from '@ag06/backend';
import type { AgentConsumer } from '@ag06/broker';
import type { ProcessReadiness } from '@ag06/contracts';
import { type Duty, settleAll, settlesWithin } from '@ag06/duty';
import { judgeWorker } from '@ag06/health';
import { FleetBreakers, Slots } from '@ag06/resilience';
import {
  createCommandIds,
  faultPoint,
  PlanCache,
  PriorityEpoch,
  Repeater,
  ResultBuffer,
} from '@ag06/runtime';
import type { WorkerRecord } from '@ag06/store';
import { EventLoopLag } from '@ag06/telemetry';
import { toObservers } from './attempt/attempt-observer.ts';
import { countAttempts } from './attempt/count-attempts.ts';
import { HedgeBudget } from './attempt/hedge-budget.ts';
import { Inflight } from './attempt/inflight.ts';
import { keepStreams } from './attempt/keep-stream.ts';
import { LiveRuns } from './attempt/live-runs.ts';
import { WorkTally } from './attempt/work-tally.ts';
import { ClaimGate } from './claim/claim-gate.ts';
import { Deliveries } from './claim/deliveries.ts';
import { WaitingJobs } from './claim/waiting-jobs.ts';
import { Urgency } from './eager/urgency.ts';
import { createBreakerLog } from './guard/breaker-log.ts';
import { countBreakers } from './guard/count-breakers.ts';
import { ItemRounds } from './guard/item-rounds.ts';
import { Pauses } from './guard/pauses.ts';
import { guardOf } from './guard/step-guard.ts';
import { DrainWord } from './host/drain-word.ts';
import { findFullest } from './host/find-fullest.ts';
import { HostClock } from './host/host-clock.ts';
import { showAgents } from './host/show-agents.ts';
import { toWatched, UNWATCHED } from './host/watch-loop.ts';
import { createWorkerDuties, HEARTBEAT_MS } from './host/worker-duties.ts';
import type { Parts } from './parts.ts';
import { countWaiting } from './settle/count-waiting.ts';
import { createMessenger } from './settle/create-messenger.ts';
import { describeWaiting } from './settle/describe-waiting.ts';
import { StackBudget } from './settle/stack-budget.ts';
import { TunedWorker } from './tuning/tuned-worker.ts';
import type { WorkerOptions } from './worker-options.ts';

const UNKNOWN_RUN_WAIT_MS = 60_000;
/** The time after the drain's deadline for handing back what still runs. */
const HAND_BACK_MS = 5_000;
/** How long the last reports may take while the store is away. */
const LAST_TURN_MS = 1_000;

/** Takes activations of its agents, runs their handlers and commits the results. */
export class AgentWorker {
  readonly #options: WorkerOptions;
  readonly #parts: Parts;
  readonly #deliveries: Deliveries;
  readonly #epoch: PriorityEpoch;
  readonly #urgency: Urgency;
  readonly #tuned: TunedWorker;
  readonly #breakers: FleetBreakers;
  readonly #pauses: Pauses;
  readonly #watch: WorkerWatch;
  readonly #draining = new AbortController();
  readonly #expired = new AbortController();
  readonly #closed = new AbortController();
  readonly #repeater: Repeater;
  readonly #startedAt = Date.now();
  readonly #lag = new EventLoopLag(HEARTBEAT_MS);
  readonly #clock: HostClock;
  readonly #work = new WorkTally();
  readonly #heartbeat: Duty;
  readonly #duties: ReturnType<typeof createWorkerDuties>;
  readonly #drainWord: DrainWord | undefined;
  #beatAt = Number.NEGATIVE_INFINITY;
  #registering: Promise<void> = Promise.resolve();
  #consumers: readonly AgentConsumer[] = [];
  #unwatch: () => Promise<void> = async () => {};
  #forgetAgents: () => void = () => {};
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    const { store, broker, agents, log, id } = options;
    const names = [...agents.keys()];
    this.#options = options;
    this.#epoch = new PriorityEpoch(store.fleet);
    this.#clock = new HostClock(store.runs, log);
    const slots = new Map(names.map((name) => [name, new Slots(options.concurrency)]));
    const inflight = new Inflight();
    const live = new LiveRuns();
    const isAtRest = () => live.isEmpty();
    this.#urgency = new Urgency(broker, names);
    const waitingJobs = new WaitingJobs((agent) => this.#tuned.takeJobs(agent));
    this.#tuned = new TunedWorker({
      id,
      store,
      agents,
      slots,
      inflight,
      isAtRest,
      log,
      concurrency: options.concurrency,
      defaultTimeoutMs: options.defaultTimeoutMs,
      onApplied: () => this.#heartbeat.soon(),
      jobsBeyondSlots: (agent) => waitingJobs.of(agent),
    });
    this.#breakers = new FleetBreakers({
      shared: store.shared,
      storeTime: () => store.runs.now(),
      id,
      listener: createBreakerLog(log, countBreakers(options.book)),
    });
    if (options.onDrain !== undefined) this.#drainWord = new DrainWord(store.shared, id, options.onDrain);
    this.#pauses = new Pauses({ shared: store.shared, isAtRest, log });
    this.#watch = options.watchWorker?.(toWatched(names, log)) ?? UNWATCHED;
    this.#repeater = new Repeater(log, options.book);
    const results = new ResultBuffer(options.fallbackBytes);
    countWaiting(options.book, results);
    const createId = createCommandIds(id);
    const plans = new PlanCache(store.workflows);
    const order = { epoch: () => this.#epoch.value, ageingOf: this.#tuned.ageingOf };
    this.#parts = {
      workerId: id,
      runs: store.runs,
      appends: { events: store.events, ...options.streams },
      keepStream: keepStreams({ blobs: store.blobs, repeater: this.#repeater, closed: this.#closed.signal }),
      fleet: store.fleet,
      broker,
      plans,
      log,
      agents,
      slots,
      gate: new ClaimGate(),
      breakers: this.#breakers,
      pauses: this.#pauses,
      itemRounds: new ItemRounds(),
      urgency: this.#urgency,
      live,
      inflight,
      hedges: new HedgeBudget(),
      rates: this.#tuned.rates,
      handlers: this.#watch.handlers,
      attempts: toObservers([countAttempts(options.book), this.#work, ...this.#tuned.observers]),
      settings: this.#tuned.settings,
      stackBudget: new StackBudget(),
      book: options.book,
      eager: options.eager,
      defaultTimeoutMs: options.defaultTimeoutMs,
      maxOutputBytes: options.maxOutputBytes,
      unknownRunWaitMs: options.canDiverge ? UNKNOWN_RUN_WAIT_MS : 0,
      createId,
      messenger: createMessenger({ id, store, broker, plans, book: options.book, createId, order, log }),
      order,
      repeater: this.#repeater,
      results,
      waitingJobs,
      draining: this.#draining.signal,
      expired: this.#expired.signal,
      closed: this.#closed.signal,
    };
    this.#deliveries = new Deliveries(this.#parts);
    this.#duties = createWorkerDuties(this.#parts, () => this.#beat());
    [this.#heartbeat] = this.#duties;
    // What comes seldom while nothing runs comes in its usual time.
    live.onBegun(() => {
      for (const one of [this.#pauses, this.#tuned, ...this.#duties]) one.wake();
    });
  }

  /** Resolves when the fleet knows the worker and it takes activations. Rejects if it is stopped meanwhile. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    const { store, broker, agents } = this.#options;
    this.#draining.signal.throwIfAborted();
    this.#lag.start();
    const watched = this.#watch.start();
    await this.#untilAnswered(() => this.#epoch.start());
    this.#unwatch = await store.runs.watchEnds('stopped', (runId) => this.#parts.live.abortRun(runId));
    this.#draining.signal.throwIfAborted();
    await this.#tuned.start();
    await this.#untilAnswered(() => this.#pauses.start());
    this.#draining.signal.throwIfAborted();
    await this.#breakers.start(
      [...agents.values()].flatMap(
        (agent) => guardOf(agent, undefined, this.#tuned.settings.of(agent.name).breaker) ?? [],
      ),
    );
    await watched;
    await this.#drainWord?.start();
    await this.#untilAnswered(() => this.#beat());
    this.#draining.signal.throwIfAborted();
    for (const duty of this.#duties) duty.start(duty.everyMs);
    this.#forgetAgents = showAgents(this.#options.book, this.#parts, () => this.#tuned.heldBack());
    this.#consumers = [...agents.keys()].map((agent) =>
      broker.serve(agent, {
        concurrency: this.#tuned.concurrencyOf(agent),
        process: (delivery) => this.#deliveries.handle(delivery),
        onError: (error) => this.#options.log.warn({ err: error, agent }, 'The queue reported an error.'),
        onDead: (job) => this.#deliveries.setDeadAside(job),
        onEnded: (_, { end }) => faultPoint(end === 'done' ? 'complete.after' : 'putback.after'),
      }),
    );
    this.#tuned.adopt(this.#consumers);
  }

  #untilAnswered(ask: () => Promise<void>): Promise<void> {
    return this.#repeater.untilAnswered('start', ask, this.#draining.signal);
  }

  /** Whether it would take a step now, from memory, by its recent successes. */
  judgeReadiness(): ProcessReadiness {
    const now = performance.now();
    return judgeWorker({
      sinceHeartbeatMs: now - this.#beatAt,
      consumers: this.#consumers.map((consumer) => ({
        agent: consumer.agent,
        sinceProgressMs: now - consumer.progressedAt(),
      })),
      isDraining: this.#draining.signal.aborted,
      waiting: this.#parts.results.describe(),
    });
  }

  /**
   * Takes nothing new, lets running handlers end until `deadlineMs`, and hands the rest back for other workers. May be
   * called twice, or before `start`.
   */
  stop(deadlineMs: number): Promise<void> {
    this.#stopping ??= this.#drain(deadlineMs);
    return this.#stopping;
  }

  async #drain(deadlineMs: number): Promise<void> {
    this.#draining.abort();
    // A start under way ends by itself, so that what it has begun ends below.
    if (this.#consumers.length === 0) await settlesWithin(this.#starting ?? Promise.resolve(), LAST_TURN_MS);
    this.#heartbeat.soon();
    this.#urgency.stop();
    const consumersStopped = Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    if (!(await settlesWithin(consumersStopped, deadlineMs))) {
      this.#expired.abort();
      this.#parts.live.abortAll('expired');
      await settlesWithin(consumersStopped, HAND_BACK_MS);
    }
    this.#closed.abort();
    // A later heartbeat would announce a worker that is gone.
    await Promise.all(this.#duties.map((duty) => duty.stop(LAST_TURN_MS)));
    this.#epoch.stop();
    this.#lag.stop();
    await this.#breakers.stop();
    await this.#watch.stop();
    this.#forgetAgents();
    await settlesWithin(
      Promise.allSettled([
        this.#unwatch(),
        this.#drainWord?.stop(),
        this.#tuned.stop(),
        this.#pauses.stop(),
        // Not before a registration that is under way, which would show the worker again.
        this.#registering.then(() => this.#options.store.fleet.removeWorker(this.#options.id)),
      ]),
      LAST_TURN_MS,
    );
  }

  async #beat(): Promise<void> {
    const { id, agents, store } = this.#options;
    const { slots, inflight, results } = this.#parts;
    // Later ones tell the answer of the last time, so that all questions of a heartbeat go to the store in one write.
    if (this.#clock.aheadMs === undefined) await this.#clock.measure();
    const record: WorkerRecord = {
      id,
      host: hostname(),
      pid: process.pid,
      agents: [...agents.keys()],
      startedAt: this.#startedAt,
      seenAt: Date.now(),
      drains: this.#drainWord === undefined ? 'with-its-fleet' : 'on-word',
      ...(this.#draining.signal.aborted && { isDraining: true }),
      ...this.#tuned.describe(),
      slots: findFullest([...slots.values()]),
      ...this.#work.describe(slots, (agent) => inflight.of(agent)),
      lagMs: this.#lag.read(),
      ...(this.#clock.aheadMs !== undefined && { clockAheadMs: this.#clock.aheadMs }),
      ...describeWaiting(results),
    };
    this.#watch.remember(record);
    const registered = store.fleet.registerWorker(record).then(() => {
      this.#beatAt = performance.now();
    });
    this.#registering = registered.catch(() => {});
    await settleAll([registered, this.#clock.measure(), this.#drainWord?.look()]);
  }
}
