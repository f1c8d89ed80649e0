import type { Agent } from '@ag06/agent-kit';
import type { WorkerWatch } from '@ag06/backend';
import type { Broker } from '@ag06/broker';
import type { FleetBreakers, Slots } from '@ag06/resilience';
import type { Messenger, PlanCache, QueueOrder, Repeater, ResultBuffer } from '@ag06/runtime';
import type { FleetStore, RunStore } from '@ag06/store';
import type { MetricBook } from '@ag06/telemetry';
import type { Logger } from 'pino';
import type { AppendPort } from './attempt/append-port.ts';
import type { AttemptObserver } from './attempt/attempt-observer.ts';
import type { HedgeBudget } from './attempt/hedge-budget.ts';
import type { Inflight } from './attempt/inflight.ts';
import type { KeepStream } from './attempt/keep-stream.ts';
import type { LiveRuns } from './attempt/live-runs.ts';
import type { ClaimGate } from './claim/claim-gate.ts';
import type { RateGate } from './claim/rate-gate.ts';
import type { WaitingJobs } from './claim/waiting-jobs.ts';
import type { Urgency } from './eager/urgency.ts';
import type { ItemRounds } from './guard/item-rounds.ts';
import type { Pauses } from './guard/pauses.ts';
import type { StackBudget } from './settle/stack-budget.ts';
import type { AgentSettings } from './tuning/agent-settings.ts';

/** The components that the sessions of one worker share. */
export interface Parts {
  readonly workerId: string;
  readonly runs: Pick<
    RunStore,
    | 'apply'
    | 'armWakeup'
    | 'clearWakeup'
    | 'findLarge'
    | 'isHeld'
    | 'loadFields'
    | 'loadItems'
    | 'loadLarge'
    | 'loadSummary'
    | 'measureFields'
  > &
    Partial<Pick<RunStore, 'deriveRunId'>>;
  /** Where and how handlers append to streams. */
  readonly appends: AppendPort;
  /** Keeps outputs that come as streams. */
  readonly keepStream: KeepStream;
  readonly fleet: Pick<FleetStore, 'addDeadLetter'>;
  readonly broker: Pick<Broker, 'enqueue' | 'remove'>;
  readonly plans: PlanCache;
  readonly log: Logger;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly slots: ReadonlyMap<string, Slots>;
  readonly gate: ClaimGate;
  readonly breakers: Pick<FleetBreakers, 'isFree' | 'enter' | 'succeed' | 'pass' | 'fail' | 'lastErrorOf'>;
  readonly pauses: Pick<Pauses, 'find' | 'hasWorkflows'>;
  /** How often items went round without a counted attempt. */
  readonly itemRounds: ItemRounds;
  readonly urgency: Urgency;
  readonly live: LiveRuns;
  readonly inflight: Inflight;
  readonly hedges: HedgeBudget;
  /** Permits to begin attempts of agents with a rate. */
  readonly rates: Pick<RateGate, 'take' | 'tryTake'>;
  /** Records whose handlers run, for a report about a blocked event loop. */
  readonly handlers: WorkerWatch['handlers'];
  /** Called with every ended attempt. */
  readonly attempts: AttemptObserver;
  /** The published settings in force. */
  readonly settings: Pick<AgentSettings, 'of' | 'ofRun'>;
  /** How many stacks may still be written to the logs of runs. */
  readonly stackBudget: StackBudget;
  /** The metrics of this process. */
  readonly book: MetricBook;
  readonly eager: boolean;
  /** The time-out of an attempt whose step and agent have none, in milliseconds. */
  readonly defaultTimeoutMs: number;
  /** The most bytes of an output, as JSON in UTF-8. */
  readonly maxOutputBytes: number;
  /**
   * How long an activation of an unknown run is put back once, because the run may still appear. 0: it is set aside.
   */
  readonly unknownRunWaitMs: number;
  /** The outcomes that wait until the store answers. */
  readonly results: ResultBuffer;
  /** The jobs in hand whose results wait. */
  readonly waitingJobs: Pick<WaitingJobs, 'enter'>;
  /** Repeats calls that the store does not answer. */
  readonly repeater: Repeater;
  readonly createId: () => string;
  /** Delivers the entries that the commits of this worker write. */
  readonly messenger?: Pick<Messenger, 'send'>;
  readonly order: QueueOrder;
  /** Aborts when the worker begins to stop: sessions finish their running steps, and begin no others. */
  readonly draining: AbortSignal;
  /** Aborts at the end of the drain: whatever still runs is handed back. */
  readonly expired: AbortSignal;
  /** Aborts when the worker has stopped: no call is repeated any more. */
  readonly closed: AbortSignal;
}
