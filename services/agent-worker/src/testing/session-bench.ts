import { type Agent, coreAgents } from '@ag06/agent-kit';
import type { DeliveryEnd, JobAddress, OutgoingActivation } from '@ag06/broker';
import { ACTIVATION_VERSION, type Json, type RunEvent, type RunStatus } from '@ag06/contracts';
import type { Command, Wakeup } from '@ag06/protocol';
import { Slots } from '@ag06/resilience';
import { createCommandIds, GivenInput, PlanCache, Repeater, ResultBuffer, submitRun } from '@ag06/runtime';
import { createMemoryStore, loadEvents, type UnitRecord } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import type { Logger } from 'pino';
import type { AttemptFacts } from '../attempt/attempt-observer.ts';
import { HedgeBudget } from '../attempt/hedge-budget.ts';
import { Inflight } from '../attempt/inflight.ts';
import { keepStreams } from '../attempt/keep-stream.ts';
import { LiveRuns } from '../attempt/live-runs.ts';
import { ClaimGate } from '../claim/claim-gate.ts';
import { JobSession } from '../claim/job-session.ts';
import { WaitingJobs } from '../claim/waiting-jobs.ts';
import { Urgency } from '../eager/urgency.ts';
import { ItemRounds } from '../guard/item-rounds.ts';
import { Pauses } from '../guard/pauses.ts';
import { UNWATCHED } from '../host/watch-loop.ts';
import type { Parts } from '../parts.ts';
import { StackBudget } from '../settle/stack-budget.ts';
import { AgentSettings } from '../tuning/agent-settings.ts';
import { planOf } from './plan-of.ts';
import { createQuietBreakers } from './quiet-breakers.ts';
import { readsOf } from './reads-of.ts';
import { silentLog } from './silent-log.ts';
import { toDelivery } from './to-delivery.ts';
import { writePause } from './write-pause.ts';

export interface BenchWorker {
  readonly parts: Parts;
  readonly draining: AbortController;
  readonly expired: AbortController;
  /** Creates a session for one delivery of a queued activation. */
  open(activation: OutgoingActivation, delivery?: number, agent?: string, dueAt?: number): JobSession;
  /** Runs a session for one delivery of a queued activation. */
  run(
    activation: OutgoingActivation,
    delivery?: number,
    agent?: string,
    dueAt?: number,
  ): Promise<DeliveryEnd>;
}

interface BenchWorkerOptions {
  readonly id?: string;
  readonly slots?: number;
  readonly eager?: boolean;
  readonly serves?: readonly string[];
  readonly unknownRunWaitMs?: number;
  readonly log?: Logger;
}

/** Sessions of several workers on the reference store, with queues that only the test empties. */
export class SessionBench {
  readonly store = createMemoryStore();
  results = new ResultBuffer(1_000_000);
  readonly waitingJobs = new WaitingJobs(() => {});
  readonly queued: OutgoingActivation[] = [];
  readonly removed: JobAddress[] = [];
  /** Wake-ups that workers cleared. */
  readonly cleared: Wakeup[] = [];
  /** What the workers' observers were told. */
  readonly attempts: AttemptFacts[] = [];
  readonly settings = new AgentSettings();
  readonly book = createMetricBook();
  readonly #agents: ReadonlyMap<string, Agent>;
  /** Awaited before each enqueue; may reject. */
  beforeEnqueue: () => Promise<void> = async () => {};
  /** Awaited before each command; may reject. */
  beforeApply: (command: Command) => Promise<void> = async () => {};
  /** Awaited after a command was applied, before its answer. */
  afterApply: (command: Command) => Promise<void> = async () => {};
  #answers: Promise<void> = Promise.resolve();
  #onSent: () => void = () => {};
  #workers = 0;
  readonly #pauses = new Pauses({ shared: this.store.shared, log: silentLog });

  constructor(agents: readonly Agent[] = []) {
    this.#agents = new Map([...coreAgents, ...agents].map((agent) => [agent.name, agent]));
  }

  readonly #broker = {
    enqueue: async (activations: readonly OutgoingActivation[]) => {
      await this.beforeEnqueue();
      this.queued.push(...activations);
    },
    remove: async (jobs: readonly JobAddress[]) => void this.removed.push(...jobs),
  };

  /** Applies the next commands, but delays their answers until `release`. */
  holdAnswers(): { readonly sent: Promise<void>; release(): void } {
    const sent = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#onSent = sent.resolve;
    this.#answers = released.promise;
    return { sent: sent.promise, release: released.resolve };
  }

  readonly #runs: Parts['runs'] = {
    ...readsOf(this.store),
    apply: async (command) => {
      await this.beforeApply(command);
      const answer = await this.store.runs.apply(command);
      this.#onSent();
      await this.#answers;
      await this.afterApply(command);
      return answer;
    },
    clearWakeup: async (wakeup) => {
      this.cleared.push(wakeup);
      await this.store.runs.clearWakeup(wakeup);
    },
  };

  /** Pauses this, or resumes it, and has all workers know of it. */
  async pause(name: string, isPaused: boolean): Promise<void> {
    await writePause(this.store.shared, name, isPaused);
    await this.#pauses.load();
  }

  /** Starts a run and enqueues its first activations. */
  async submit(definition: Json, input: Json = null): Promise<string> {
    const plan = planOf(definition);
    await this.store.workflows.saveWorkflow('default', {
      name: plan.name,
      version: plan.version,
      definition: JSON.stringify(definition),
    });
    const { runId } = await submitRun(
      {
        runs: this.store.runs,
        broker: this.#broker,
        issuer: { worker: 'd', job: '', delivery: 0 },
        createId: createCommandIds(`d${this.queued.length}`),
        epoch: () => 0,
        plans: { load: async () => plan },
        dedupeTtlMs: 60_000,
      },
      {
        workflow: plan.name,
        loadPlan: async () => plan,
        tenant: 'default',
        input: GivenInput.of(input),
        priority: 'normal',
        tags: [],
        correlationId: 'corr',
        delayMs: 0,
      },
    );
    return runId;
  }

  worker(options: BenchWorkerOptions = {}): BenchWorker {
    const [draining, expired] = [new AbortController(), new AbortController()];
    const parts = this.#createParts(options, draining.signal, expired.signal);
    const open: BenchWorker['open'] = (activation, delivery = 1, agent = activation.agent, dueAt?) => {
      const { runId, step, lane, attempt, dispatch, dependency, refusals } = activation;
      return new JobSession(parts, toDelivery(activation, delivery, agent, dueAt), {
        v: ACTIVATION_VERSION,
        runId,
        step,
        lane,
        attempt,
        dispatch,
        dependency,
        refusals,
      });
    };
    const run: BenchWorker['run'] = (...args) => open(...args).run();
    return { parts, draining, expired, open, run };
  }

  #createParts(
    {
      id = `w${++this.#workers}`,
      slots = 10,
      eager = true,
      serves,
      unknownRunWaitMs = 0,
      log = silentLog,
    }: BenchWorkerOptions,
    draining: AbortSignal,
    expired: AbortSignal,
  ): Parts {
    const agents = new Map([...this.#agents].filter(([name]) => serves?.includes(name) ?? true));
    const repeater = new Repeater(log, this.book);
    const closed = new AbortController().signal;
    return {
      workerId: id,
      runs: this.#runs,
      appends: { events: this.store.events, dedupeMs: 60_000, eventBytes: 1_000_000 },
      keepStream: keepStreams({ blobs: this.store.blobs, repeater, closed }),
      fleet: this.store.fleet,
      broker: this.#broker,
      plans: new PlanCache(this.store.workflows),
      log,
      agents,
      slots: new Map([...agents.keys()].map((name) => [name, new Slots(slots)])),
      gate: new ClaimGate(),
      breakers: createQuietBreakers(this.store, id),
      pauses: this.#pauses,
      itemRounds: new ItemRounds(),
      urgency: new Urgency({ peek: async () => new Map() }, []),
      live: new LiveRuns(),
      inflight: new Inflight(),
      hedges: new HedgeBudget(),
      rates: { take: () => undefined, tryTake: () => 'free' },
      handlers: UNWATCHED.handlers,
      settings: this.settings,
      attempts: { finished: (facts) => void this.attempts.push(facts) },
      stackBudget: new StackBudget(),
      book: this.book,
      eager,
      defaultTimeoutMs: 60_000,
      maxOutputBytes: 100_000_000,
      unknownRunWaitMs,
      createId: createCommandIds(id),
      order: { epoch: () => 0 },
      repeater,
      results: this.results,
      waitingJobs: this.waitingJobs,
      draining,
      expired,
      closed,
    };
  }

  /** Takes the next activation off the queues. */
  take(): OutgoingActivation {
    const next = this.queued.shift();
    if (next === undefined) throw new Error('No activation is queued.');
    return next;
  }

  async events(runId: string): Promise<readonly RunEvent[]> {
    return (await loadEvents(this.store.runs, runId, 0, 500)) ?? [];
  }

  /** Schedules a unit again whose holder seems dead, as the watchdog does. */
  async mend(
    runId: string,
    unit: string,
  ): Promise<Pick<OutgoingActivation, 'step' | 'attempt' | 'dispatch'>> {
    const found = await this.unitOf(runId, unit);
    if (found === undefined) throw new Error(`There is no unit ${unit}.`);
    const { status, dispatch, token, reads } = found;
    const answer = await this.store.runs.apply({
      kind: 'commit',
      id: `mend.${unit}.${dispatch}`,
      runId,
      issuer: { worker: 'd', job: '', delivery: 0 },
      guard: { on: 'unit', unit, status, dispatch, token },
      change: { to: 'open', opening: { mode: 'schedule', reads }, lost: status === 'running' },
      next: [],
      end: undefined,
      emitted: [],
      known: [],
    });
    const [enqueue] = answer.result === 'refused' ? [] : answer.enqueues;
    if (enqueue === undefined) throw new Error(`The unit ${unit} was not mended.`);
    return { step: unit, attempt: enqueue.attempt, dispatch: enqueue.dispatch };
  }

  async statusOf(runId: string): Promise<RunStatus | undefined> {
    return (await this.store.runs.loadRun(runId))?.status;
  }

  async unitOf(runId: string, unit: string): Promise<UnitRecord | undefined> {
    return (await this.store.runs.loadRun(runId))?.units.get(unit);
  }

  /** Steps and attempts in the order of their starts. */
  async starts(runId: string): Promise<readonly string[]> {
    const events = await this.events(runId);
    return events
      .filter(({ type }) => type === 'step.started')
      .map(({ step, attempt }) => `${step} ${attempt}`);
  }
}
