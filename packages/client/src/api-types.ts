/**
 * What the API takes and answers, written from the schemas of packages/contracts by `npm run types:api`: do not edit.
 * Times are RFC 3339 in UTC with milliseconds.
 */

/**
 * An event of a run, or an event of a stream.
 */
export type CorrelationEntryView =
  | {
      at: string;
      run: {
        runId: string;
        workflow: string;
      };
      event: EventView;
    }
  | {
      at: string;
      stream: string;
      event: StreamEventView;
    };
/**
 * Milliseconds, or a number with its unit, such as `30s`; at least 1 ms, at most 36500d.
 */
export type Timeout = number | string;
/**
 * Milliseconds, or a number with its unit, such as `30s`; at most 36500d.
 */
export type Duration = number | string;
/**
 * The step that started the run as its child, or the schedule and the slot.
 */
export type RunParent =
  | {
      runId: string;
      step: string;
      item?: number;
      attempt: number;
    }
  | {
      schedule: string;
      slot?: string;
    };
/**
 * The head, then each event behind the pieces of its output if that is large, then the end.
 */
export type HistoryLine = HistoryHead | HistoryPiece | HistoryEvent | HistoryEnd;
/**
 * Whether an agent, a workflow or the fleet is paused.
 */
export type PauseView =
  | {
      of: 'agent' | 'workflow';
      name: string;
      paused: boolean;
      /**
       * Since when it is paused, or is not any more.
       */
      since?: string;
      /**
       * Who asked for it.
       */
      by?: string;
      /**
       * Steps and lanes that wait for its end.
       */
      blockedSteps: number;
    }
  | {
      of: 'fleet';
      paused: boolean;
      /**
       * Since when it is paused, or is not any more.
       */
      since?: string;
      /**
       * Who asked for it.
       */
      by?: string;
      /**
       * Steps and lanes that wait for its end.
       */
      blockedSteps: number;
    };
/**
 * How a run ended.
 */
export type RunResult =
  | {
      runId: string;
      status: 'completed';
      output: unknown;
    }
  | {
      runId: string;
      status: 'failed' | 'cancelled' | 'timed_out';
      error: FailureView;
    };
/**
 * Why a step does not move; of a `forEach` step, its lane that is first to go on, while none runs.
 */
export type WaitsFor =
  | {
      reason: 'dependencies';
      /**
       * Those of its `needs` that are not satisfied yet.
       */
      steps: string[];
    }
  | {
      reason: 'start';
    }
  | {
      reason: 'pause';
      /**
       * What is paused, if it is not its run alone.
       */
      of?: 'agent' | 'workflow' | 'fleet';
      /**
       * Of the agent, or the workflow.
       */
      name?: string;
    }
  | {
      reason: 'breaker';
      dependency: string;
      /**
       * When calls are tried again, if its breaker is open.
       */
      until?: string;
      lastError?: BreakerErrorView;
    }
  | {
      reason: 'backoff';
      until: string;
      /**
       * Of a `forEach` step: whose next attempt comes first.
       */
      item?: number;
    }
  | {
      reason: 'worker';
      agent: string;
      /**
       * An agent that is served, and whose name is much alike.
       */
      didYouMean?: string;
    }
  | {
      reason: 'queue';
      agent: string;
      /**
       * Activations that are more urgent or came earlier, about.
       */
      ahead: number;
      /**
       * For how long its own has been waiting.
       */
      ageMs: number;
      /**
       * Why workers get nothing of the queue for now: it is paused in BullMQ, or its global concurrency or rate limit is used up.
       */
      heldBack?: 'paused' | 'concurrency' | 'rate';
    }
  | {
      reason: 'permission';
      name: string;
    }
  | {
      reason: 'child';
      runId: string;
    }
  | {
      reason: 'timer';
      until: string;
    }
  | {
      reason: 'signal';
      signal: string;
      until?: string;
    }
  | {
      reason: 'approval';
      signal: string;
      choices: string[];
      until?: string;
    }
  | {
      reason: 'repair';
    };
export type StepDefinition =
  | AgentStepDefinition
  | WaitStepDefinition
  | SignalStepDefinition
  | ApproveStepDefinition
  | WorkflowStepDefinition;
export type StreamAppend = StreamAppendOne | StreamAppendMany;
export type TargetListView = TargetView[];
/**
 * A number with its unit, such as `90d`, at most 36500d; or milliseconds, at least a day of them, or 0 for any age.
 */
export type Age = number | string;

export interface AgentFiguresView {
  /**
   * Since samples are counted.
   */
  attempts: number;
  /**
   * First attempts: steps, and items.
   */
  steps: number;
  outcomes: AttemptOutcomes;
  /**
   * Of those that were not cancelled.
   */
  successRate: number | null;
  /**
   * Attempts that run now.
   */
  inflight: number;
  /**
   * Attempts that may run at a time in the workers in which some run now.
   */
  limit: number;
  lastAttemptAt: string | null;
  /**
   * The last 1, 10 and 60 minutes, and the minute under way.
   */
  windows: WindowFigures[];
}
export interface AttemptOutcomes {
  '429': number;
  ok: number;
  error: number;
  timeout: number;
  cancelled: number;
  oom: number;
}
export interface WindowFigures {
  minutes: number;
  /**
   * How much of it, with the minute under way, has been seen.
   */
  coveredSeconds: number;
  attempts: number;
  /**
   * First attempts: steps, and items.
   */
  steps: number;
  outcomes: AttemptOutcomes;
  /**
   * Of those that were not cancelled.
   */
  successRate: number | null;
  duration: Spread;
  wait: Spread;
  /**
   * Attempts.
   */
  perSecond: number;
}
/**
 * Mean and quantiles, each within 1 %; null without attempts.
 */
export interface Spread {
  meanMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}
/**
 * Everything in one page.
 */
export interface AgentListView {
  /**
   * Null: no optimizer has told any.
   */
  figures: FiguresAgeView | null;
  items: AgentView[];
}
export interface FiguresAgeView {
  at: string;
  /**
   * A leader tells them every second, of an idle fleet every five.
   */
  ageMs: number;
  /**
   * They are older than 30 s: no optimizer leads, and they are as they were then, not as of now.
   */
  isStale: boolean;
  leader: string;
  fence: number;
  /**
   * Samples that workers had to drop.
   */
  dropped: number;
  /**
   * Batches of samples that could not be read.
   */
  unreadable: number;
}
export interface AgentView {
  name: string;
  /**
   * How many workers serve it.
   */
  workers: number;
  /**
   * Version of its published settings; null: there are none.
   */
  configVersion: number | null;
  /**
   * Null: nobody has counted any attempt of it.
   */
  figures: AgentFiguresView | null;
}
export interface AgentShownView {
  name: string;
  /**
   * How many workers serve it.
   */
  workers: number;
  /**
   * Version of its published settings; null: there are none.
   */
  configVersion: number | null;
  /**
   * Null: nobody has counted any attempt of it.
   */
  figures: AgentFiguresView | null;
  /**
   * Who told the figures, and when; null: no optimizer has told any.
   */
  told: FiguresAgeView | null;
}
export interface ApprovalAnswer {
  /**
   * One of those that are offered.
   */
  choice: string;
  comment?: string;
}
export interface ApprovalAnswered {
  id: string;
  runId: string;
  step: string;
  choice: string;
  /**
   * Of the caller, or made for it.
   */
  key: string;
}
/**
 * What has waited longest comes first.
 */
export interface ApprovalPageView {
  items: ApprovalView[];
  next?: string;
}
/**
 * A step that waits for the answer of a person.
 */
export interface ApprovalView {
  /**
   * `<run>.<step>.<number>`: of this question. A step that asks once more has another number.
   */
  id: string;
  runId: string;
  step: string;
  /**
   * The name of the signal that carries the answer.
   */
  signal: string;
  workflow: string;
  version: string;
  correlationId: string;
  tags: string[];
  ask: string;
  /**
   * Why `ask` is the text as it is written in the definition: an expression in it failed.
   */
  askError?: string;
  choices: string[];
  since: string;
  /**
   * When it times out.
   */
  until?: string;
}
/**
 * One try of a step or an item.
 */
export interface AttemptView {
  /**
   * Of a step with `repeat`, counted from 0; absent in the first.
   */
  iteration?: number;
  /**
   * From 1, in each iteration. A worker that died repeats the same one.
   */
  attempt: number;
  /**
   * `lost`: its worker died, or was taken for dead; `released`: its worker stopped, and gave it back; `blocked`: the failure was a dependency’s, and the attempt is not spent.
   */
  outcome:
    | 'running'
    | 'completed'
    | 'retrying'
    | 'failed'
    | 'timed_out'
    | 'cancelled'
    | 'blocked'
    | 'lost'
    | 'released';
  /**
   * How often the run had been retried before; absent in its first round.
   */
  round?: number;
  /**
   * Of a `workflow` step: the run that it started.
   */
  runId?: string;
  worker?: string;
  /**
   * Absent if it failed before its handler was called.
   */
  startedAt?: string;
  endedAt?: string;
  /**
   * From the moment at which it could have begun to its start.
   */
  waitMs?: number;
  durationMs?: number;
  /**
   * Of its rendered input, as JSON; told of attempts that failed.
   */
  inputBytes?: number;
  error?: FailureView;
  /**
   * Where it was thrown. Bounded, without secrets, and of the first 20 failures of a step.
   */
  stack?: string;
}
/**
 * Why a step or a run did not complete.
 */
export interface FailureView {
  /**
   * Stable, `NOUN_CONDITION`.
   */
  code: string;
  message: string;
  step?: string;
  item?: number;
  iteration?: number;
  attempt?: number;
  /**
   * The child run that it is about.
   */
  runId?: string;
  /**
   * Of CHILD_FAILED: why the child did not complete.
   */
  cause?: {
    code: string;
    message: string;
  };
}
export interface BackfillBody {
  from: string;
  /**
   * Exclusive, and not in the future.
   */
  to: string;
  /**
   * Only tells which runs there would be.
   */
  dryRun?: boolean;
}
/**
 * Every slot of the range, in order.
 */
export interface BackfillView {
  dryRun: boolean;
  items: {
    slot: string;
    runId: string;
    outcome: 'started' | 'would_start' | 'exists' | 'refused';
    why?: string;
  }[];
}
export interface BatchResultView {
  results: (
    | RunAccepted
    | {
        problem: ProblemView;
      }
  )[];
}
export interface RunAccepted {
  runId: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
  correlationId: string;
}
/**
 * Why a request was refused (RFC 9457).
 */
export interface ProblemView {
  type: 'about:blank';
  title: string;
  status: number;
  /**
   * Stable, `NOUN_CONDITION`: what to match.
   */
  code: string;
  /**
   * What was expected, what came, what to do.
   */
  detail: string;
  /**
   * The places that are not as expected, at most 100 of them.
   */
  errors?: {
    path: string;
    expected: string;
    got: string;
  }[];
  /**
   * How many such places there are, where not all are listed.
   */
  errorCount?: number;
}
/**
 * What failed last, and whose step it was.
 */
export interface BreakerErrorView {
  at: string;
  code: string;
  /**
   * Its first 300 characters.
   */
  message: string;
  run: string;
  step: string;
  item?: number;
  attempt: number;
}
/**
 * Everything in one page.
 */
export interface BreakerListView {
  items: BreakerView[];
}
/**
 * What the fleet knows of a dependency that may fail for many steps at once.
 */
export interface BreakerView {
  dependency: string;
  /**
   * `half-open` once the time of an open one is over; `off` if an operator turned it off.
   */
  state: 'closed' | 'open' | 'half-open' | 'off';
  /**
   * When it came into this state.
   */
  since: string;
  /**
   * Of an open one: when calls are tried.
   */
  until?: string;
  /**
   * In a row, or when it opened; those of one step or item count once.
   */
  failures: number;
  lastError?: BreakerErrorView;
  /**
   * An open or half-open breaker, and one whose calls have begun to fail, counts its calls.
   */
  permits: {
    /**
     * Calls that are in flight with a permit.
     */
    out: number;
    /**
     * How many more may begin; absent if any number may.
     */
    free?: number;
  };
  /**
   * Steps, and lanes of `forEach` steps, that wait for it.
   */
  blockedSteps: number;
  totals: {
    successes: number;
    failures: number;
    refused: number;
    opened: number;
  };
  settings: {
    consecutiveFailures: number;
    failureRate?: {
      threshold: number;
      windowMs: number;
      minimumCalls: number;
    };
    openForMs: number;
    probes: number;
  };
  /**
   * The last 100, oldest first.
   */
  transitions: {
    at: string;
    from: 'closed' | 'open' | 'half-open' | 'off';
    to: 'closed' | 'open' | 'half-open' | 'off';
    why: string;
  }[];
}
export interface BulkAccepted {
  bulkId: string;
  /**
   * How many match, as far as they were counted.
   */
  matched: number;
  /**
   * Whether all were counted; else there are more, and the bulk counts on.
   */
  isExact: boolean;
}
/**
 * Those under way, and the last 100 that ended; the newest first.
 */
export interface BulkListView {
  items: BulkView[];
}
/**
 * One action on all that a filter selects, worked off in the background.
 */
export interface BulkView {
  bulkId: string;
  of: 'runs' | 'dead-letters';
  action: 'cancel' | 'terminate' | 'retry' | 'pause' | 'resume' | 'delete' | 'redrive';
  filter: RunBulkFilter | DeadLetterBulkFilter;
  dryRun: boolean;
  status: 'running' | 'stopping' | 'stopped' | 'completed';
  /**
   * What starts later is not touched.
   */
  createdAt: string;
  finishedAt?: string;
  /**
   * So far; all of them once it is completed.
   */
  matched: number;
  done: number;
  /**
   * Such as the cancellation of a run that has ended.
   */
  refused: number;
  failed: number;
  /**
   * The first of those that were refused or failed.
   *
   * @maxItems 10
   */
  reasons: BulkReason[];
}
export interface RunBulkFilter {
  /**
   * Everything there is: without a filter, this word has to stand for it.
   */
  all?: true;
  /**
   * @maxItems 50
   *
   * Items: `running` finds also runs of which everything that is open waits; `waiting` finds these alone.
   */
  status?: (
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out'
  )[];
  workflow?: string;
  correlationId?: string;
  /**
   * @maxItems 50
   */
  tag?: string[];
  /**
   * @maxItems 8
   */
  attributes?: {
    name: string;
    /**
     * `[gt:|gte:|lt:|lte:|prefix:]<value>`
     */
    is: string;
  }[];
  /**
   * Of the error with which a run ended; runs that are only in the archive are not found by it.
   */
  code?: string;
  from?: string;
  to?: string;
  endedFrom?: string;
  endedTo?: string;
}
export interface DeadLetterBulkFilter {
  /**
   * Everything there is: without a filter, this word has to stand for it.
   */
  all?: true;
  /**
   * BullMQ’s name of it, such as `ag06.submissions`.
   */
  queue?: string;
  reason?: string;
}
export interface BulkReason {
  /**
   * Of the run, or of the dead letter.
   */
  id: string;
  outcome: 'refused' | 'failed';
  code: string;
  message: string;
}
export interface CorrelatedSignal {
  correlationId: string;
  workflow?: string;
  payload?: unknown;
}
/**
 * An entry of a run’s log; further fields depend on its type.
 */
export interface EventView {
  /**
   * 1, 2, 3 … in each run.
   */
  seq: number;
  type:
    | 'run.accepted'
    | 'run.started'
    | 'run.completed'
    | 'run.failed'
    | 'run.cancelled'
    | 'run.timed_out'
    | 'run.paused'
    | 'run.resumed'
    | 'run.retried'
    | 'run.forked'
    | 'run.allowed'
    | 'step.scheduled'
    | 'step.started'
    | 'step.iterated'
    | 'step.completed'
    | 'step.retrying'
    | 'step.failed'
    | 'step.skipped'
    | 'step.cancelled'
    | 'step.timed_out'
    | 'step.blocked'
    | 'step.waiting'
    | 'step.redelivered'
    | 'step.poisoned'
    | 'step.resumed'
    | 'step.result_ignored'
    | 'step.preset'
    | 'item.scheduled'
    | 'item.started'
    | 'item.completed'
    | 'item.retrying'
    | 'item.failed'
    | 'item.cancelled'
    | 'item.timed_out'
    | 'item.blocked'
    | 'item.waiting'
    | 'item.redelivered'
    | 'item.poisoned'
    | 'item.resumed'
    | 'item.result_ignored'
    | 'item.preset'
    | 'signal.received'
    | 'signal.consumed'
    | 'signal.returned'
    | 'custom';
  at: string;
  correlationId: string;
  traceId: string | null;
  step?: string;
  item?: number;
  attempt?: number;
  /**
   * Of a step with `repeat`, from 0; absent in the first.
   */
  iteration?: number;
  worker?: string;
  [k: string]: unknown;
}
export interface StreamEventView {
  /**
   * 1, 2, 3 … in its stream.
   */
  position: number;
  /**
   * By the clock of the store; never earlier than that of the event before it.
   */
  at: string;
  type: string;
  data: unknown;
  id?: string;
  correlationId?: string;
  traceId?: string;
}
/**
 * All that happened under one correlation id, by time.
 */
export interface CorrelationView {
  correlationId: string;
  /**
   * How many runs have this correlation id, those left out not counted.
   */
  runs: number;
  /**
   * False: it has more runs than one timeline shows, and the newest are shown; or a part of the archive could not be read.
   */
  isComplete: boolean;
  /**
   * Parts of the archive that could not be read: their events are missing.
   */
  unread?: {
    code: string;
    message: string;
  }[];
  /**
   * By time. A page may be short or empty and still have a `next`.
   */
  events: CorrelationEntryView[];
  next?: string;
}
export interface DeadLetterBulk {
  filter: DeadLetterBulkFilter;
  action: 'redrive' | 'delete';
  /**
   * Counts what matches, and changes nothing.
   */
  dryRun?: boolean;
}
export interface DeadLetterDeleted {
  id: string;
  deleted: true;
}
/**
 * The newest first.
 */
export interface DeadLetterListView {
  items: DeadLetterView[];
  /**
   * `cursor` of the next page.
   */
  next?: string;
}
/**
 * A delivery set aside with its reason, for a person to inspect.
 */
export interface DeadLetterView {
  id: string;
  at: string;
  queue: string;
  /**
   * Of a key that is no job, what its name ends with.
   */
  jobId: string;
  /**
   * JOB_MALFORMED, JOB_INVALID, JOB_ID_FOREIGN, JOB_PARENT_FOREIGN, JOB_DELAY_FOREIGN, JOB_VERSION_UNKNOWN, QUEUE_KEY_FOREIGN, RUN_UNKNOWN, CLAIM_REFUSED, PROCESS_REJECTED, WORKFLOW_MISSING, WORKFLOW_UNREADABLE, COMMIT_REFUSED, RUN_ENDED, SIGNAL_UNKNOWN, SIGNAL_AMBIGUOUS, SIGNAL_INVALID, SIGNAL_LIMIT; of a submission the code of its problem.
   */
  reason: string;
  /**
   * What a person can do about it.
   */
  remedy?: string;
  /**
   * Of a submission: what its sender was told (RFC 9457).
   */
  problem?: {
    [k: string]: unknown;
  };
  data: unknown;
}
export interface DeadLetterRedriven {
  id: string;
  /**
   * That was submitted, or that goes on.
   */
  runId: string;
  /**
   * `submitted`: the run of this submission, also where it was submitted before. `sent`: the signal reached this run. `looked-at`: the watchdog sends what its run has no job for.
   */
  became: 'submitted' | 'sent' | 'looked-at';
}
export interface EventPageView {
  events: EventView[];
  /**
   * `after` of the next page.
   */
  next?: number;
}
/**
 * The `data` of an event of the feed: an entry of a run’s log.
 */
export interface FeedEventView {
  runId: string;
  workflow: string;
  /**
   * 1, 2, 3 … in each run.
   */
  seq: number;
  type:
    | 'run.accepted'
    | 'run.started'
    | 'run.completed'
    | 'run.failed'
    | 'run.cancelled'
    | 'run.timed_out'
    | 'run.paused'
    | 'run.resumed'
    | 'run.retried'
    | 'run.forked'
    | 'run.allowed'
    | 'step.scheduled'
    | 'step.started'
    | 'step.iterated'
    | 'step.completed'
    | 'step.retrying'
    | 'step.failed'
    | 'step.skipped'
    | 'step.cancelled'
    | 'step.timed_out'
    | 'step.blocked'
    | 'step.waiting'
    | 'step.redelivered'
    | 'step.poisoned'
    | 'step.resumed'
    | 'step.result_ignored'
    | 'step.preset'
    | 'item.scheduled'
    | 'item.started'
    | 'item.completed'
    | 'item.retrying'
    | 'item.failed'
    | 'item.cancelled'
    | 'item.timed_out'
    | 'item.blocked'
    | 'item.waiting'
    | 'item.redelivered'
    | 'item.poisoned'
    | 'item.resumed'
    | 'item.result_ignored'
    | 'item.preset'
    | 'signal.received'
    | 'signal.consumed'
    | 'signal.returned'
    | 'custom';
  at: string;
  correlationId: string;
  traceId: string | null;
  step?: string;
  item?: number;
  attempt?: number;
  /**
   * Of a step with `repeat`, from 0; absent in the first.
   */
  iteration?: number;
  worker?: string;
  [k: string]: unknown;
}
export interface FiguresView {
  /**
   * When the last minute was told; null: no optimizer has told any.
   */
  at: string | null;
  /**
   * Which optimizer told it.
   */
  leader: string | null;
  /**
   * The minutes of the last hour that are over, in their order. One without attempts, and one that nobody counted, is absent.
   *
   * @maxItems 60
   */
  items: MinuteFiguresView[];
}
export interface MinuteFiguresView {
  /**
   * When the minute began.
   */
  at: string;
  /**
   * That ended in it.
   */
  attempts: number;
  outcomes: AttemptOutcomes;
  duration: Spread;
  wait: Spread;
}
export interface GroupAck {
  /**
   * Who reads: a name that no other consumer of the group has at the same time.
   */
  consumer: string;
  /**
   * @minItems 1
   * @maxItems 1000
   */
  positions: [number, ...number[]];
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
}
/**
 * By position.
 */
export interface GroupDeadLetterListView {
  items: GroupDeadLetterView[];
  /**
   * `after` of the next page.
   */
  next?: number;
}
export interface GroupDeadLetterView {
  position: number;
  /**
   * When it became a dead letter.
   */
  at: string;
  deliveries: number;
  /**
   * That had it last.
   */
  consumer: string;
  reason: string;
  event?: StreamEventView;
}
export interface GroupDeadLetters {
  /**
   * @minItems 1
   * @maxItems 1000
   */
  positions: [number, ...number[]];
}
export interface GroupDeadLettersMoved {
  /**
   * Those that were dead letters.
   */
  positions: number[];
}
export interface GroupDeleted {
  stream: string;
  group: string;
  deleted: true;
}
export interface GroupDeliveriesView {
  /**
   * By position.
   */
  deliveries: GroupDeliveryView[];
  /**
   * Then others get those that were not acknowledged.
   */
  leaseUntil: string;
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
}
export interface GroupDeliveryView {
  /**
   * 1, 2, 3 … in its stream.
   */
  position: number;
  /**
   * By the clock of the store; never earlier than that of the event before it.
   */
  at: string;
  type: string;
  data: unknown;
  id?: string;
  correlationId?: string;
  traceId?: string;
  /**
   * How often it was delivered to this group, this time included.
   */
  delivery: number;
}
export interface GroupExtend {
  /**
   * Who reads: a name that no other consumer of the group has at the same time.
   */
  consumer: string;
  /**
   * @minItems 1
   * @maxItems 1000
   */
  positions: [number, ...number[]];
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
  lease: Timeout;
}
export interface GroupHeldView {
  /**
   * Positions that this consumer does not hold: another one does, or they are dead letters.
   */
  refused: number[];
}
/**
 * All groups of a stream, by name; at most 100.
 */
export interface GroupListView {
  items: GroupView[];
}
export interface GroupView {
  stream: string;
  group: string;
  /**
   * All events up to it are settled: acknowledged, or dead letters.
   */
  position: number;
  /**
   * All events up to it were delivered.
   */
  delivered: number;
  /**
   * Events that are not settled, delivered or not.
   */
  lag: number;
  /**
   * Events that were delivered and are not settled.
   */
  pending: number;
  deadLetters: number;
  /**
   * When the oldest event was appended that is not settled.
   */
  oldestAt?: string;
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
}
export interface GroupRead {
  /**
   * Who reads: a name that no other consumer of the group has at the same time.
   */
  consumer: string;
  limit?: number;
  lease?: Timeout;
  wait?: Duration;
  /**
   * An event that was delivered so often without an acknowledgement becomes a dead letter.
   */
  maxDeliveries?: number;
  /**
   * Where a new group begins: with the first event of the stream, or after the last.
   */
  start?: 'first' | 'last';
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation?: number;
}
export interface GroupRelease {
  /**
   * Who reads: a name that no other consumer of the group has at the same time.
   */
  consumer: string;
  /**
   * @minItems 1
   * @maxItems 1000
   */
  positions: [number, ...number[]];
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
  after?: Duration;
  /**
   * Why; a dead letter shows it.
   */
  reason?: string;
  /**
   * An event that was delivered so often without an acknowledgement becomes a dead letter.
   */
  maxDeliveries?: number;
}
/**
 * Exactly one of the three.
 */
export interface GroupReset {
  /**
   * The next event is the one after this position.
   */
  after?: number;
  /**
   * The next event is the first one from this moment on.
   */
  time?: string;
  /**
   * The next event is the first one, or the next to come.
   */
  to?: 'first' | 'last';
}
export interface HealthComponentView {
  component: 'store' | 'broker' | 'queues' | 'workers' | 'breakers' | 'optimizer' | 'archive' | 'api';
  score: number;
  status: 'ok' | 'degraded' | 'unhealthy';
  /**
   * How old what is known of it is.
   */
  ageMs: number;
  /**
   * What keeps it from 100, the gravest first.
   */
  reasons: HealthReasonView[];
}
export interface HealthReasonView {
  /**
   * Stable.
   */
  code: string;
  /**
   * What was found, and what to do.
   */
  message: string;
}
/**
 * How a fleet is, as one of its dispatchers sees it.
 */
export interface HealthView {
  status: 'ok' | 'degraded' | 'unhealthy';
  score: number;
  at: string;
  components: HealthComponentView[];
}
export interface HistoryEnd {
  end: {
    /**
     * How many events the lines before it have.
     */
    events: number;
  };
}
export interface HistoryEvent {
  /**
   * 1, 2, 3 …
   */
  seq: number;
  type: string;
  at: string;
  step?: string;
  item?: number;
  attempt?: number;
  iteration?: number;
  worker?: string;
  [k: string]: unknown;
}
export interface HistoryHead {
  format: 'ag06.run-history';
  formatVersion: 1;
  exportedAt: string;
  run: RunSummaryView;
  /**
   * How many runs are above it; absent if none.
   */
  depth?: number;
  /**
   * The definition that the run keeps to; null if the store has lost it.
   */
  definition: {
    [k: string]: unknown;
  } | null;
}
/**
 * A run as a list shows it.
 */
export interface RunSummaryView {
  runId: string;
  workflow: string;
  /**
   * Hash of the definition; a run keeps to it for its whole life.
   */
  version: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
  tenant: string;
  priority: 'critical' | 'high' | 'normal' | 'low' | 'bulk';
  correlationId: string;
  traceId: string | null;
  /**
   * @maxItems 20
   */
  tags: string[];
  /**
   * What it is listed by, as its workflow says; absent if it has none.
   */
  attributes?: {
    [k: string]: string | number | boolean;
  };
  parent?: RunParent;
  forkedFrom?: RunOriginView;
  createdAt: string;
  finishedAt?: string;
  /**
   * Of a run that ended without completing: why, and in which step. A run alone tells more of it.
   */
  error?: {
    code: string;
    step?: string;
  };
  /**
   * It was read in the archive.
   */
  archived?: true;
}
/**
 * The run of which a run is a fork.
 */
export interface RunOriginView {
  runId: string;
  /**
   * The last event of the source that the fork knows of.
   */
  seq: number;
  /**
   * The step from which it was forked.
   */
  step?: string;
  /**
   * `live`: steps act again. `recorded`: a call with the input that it had in the source gets the outcome of that, and any other waits until its agent or workflow is allowed by name.
   */
  effects: 'live' | 'recorded';
}
export interface HistoryPiece {
  piece: {
    /**
     * Of the whole output, as the `large` of the event has it.
     */
    sha256: string;
    /**
     * The next part of its JSON.
     */
    text: string;
  };
}
/**
 * Items of a `forEach` step, by their number.
 */
export interface ItemPageView {
  items: ItemView[];
  /**
   * `cursor` of the next page.
   */
  next?: string;
}
export interface ItemView {
  /**
   * From 0.
   */
  item: number;
  status:
    | 'pending'
    | 'ready'
    | 'scheduled'
    | 'running'
    | 'retrying'
    | 'blocked'
    | 'waiting'
    | 'completed'
    | 'failed'
    | 'skipped'
    | 'cancelled'
    | 'timed_out';
  /**
   * From 1, the first included; 0 before the first.
   */
  attempt: number;
  /**
   * Of a `workflow` step: the run that its item waits for.
   */
  runId?: string;
  output?: unknown;
  large?: LargeView;
  error?: FailureView;
}
/**
 * In the place of an output above 256 KiB: its size and hash. `GET /v1/runs/{id}/steps/{step}/output` gives a step’s, `GET /v1/runs/{id}/result` the run’s.
 */
export interface LargeView {
  /**
   * As JSON in UTF-8.
   */
  bytes: number;
  sha256: string;
}
export interface LeaderView {
  leader: string;
  /**
   * Rises with every new leader; what it publishes carries it.
   */
  fence: number;
  since: string;
}
/**
 * Where else there is more about a run. In each address, `{traceId}`, `{runId}`, `{correlationId}`, `{from}` and `{to}` (milliseconds since 1970) stand for those of the run.
 */
export interface LinksView {
  /**
   * The address of a trace, as `AG06_TRACE_URL` says.
   */
  trace?: string;
  /**
   * The address of the log lines of a run, as `AG06_LOGS_URL` says. `{step}`, `{attempt}` and `{worker}` stand for those of one attempt, and are empty for all of them; `{from}` and `{to}` are then around the attempt.
   */
  logs?: string;
}
/**
 * Archived runs that a list could not look at.
 */
export interface ListGapView {
  /**
   * Segments of the archive that cannot be read and may have such runs.
   */
  segments: number;
  /**
   * All runs of these segments, also those that the list does not ask for.
   */
  runs: number;
  /**
   * `ARCHIVE_SEGMENT_BROKEN`, `ARCHIVE_SEGMENT_MISSING` or `ARCHIVE_SEGMENT_NEWER`, of one of them.
   */
  code: string;
  /**
   * Why it cannot be read, and how to mend it.
   */
  message: string;
}
export interface LiveView {
  status: 'live' | 'stuck';
  /**
   * Those that hang though the store answers; a restart mends it.
   */
  duties: string[];
}
export interface NextSlotsView {
  items: {
    slot: string;
    /**
     * The slot and its jitter.
     */
    startsAt: string;
  }[];
}
/**
 * The last 50 slots that were decided, newest first.
 */
export interface PastSlotListView {
  items: PastSlotView[];
}
export interface PastSlotView {
  slot: string;
  decidedAt: string;
  outcome: 'started' | 'backfilled' | 'skipped' | 'missed' | 'refused';
  runId?: string;
  /**
   * Why there is no run.
   */
  why?: string;
  /**
   * The key of the request that asked for it.
   */
  trigger?: string;
  /**
   * Of its run, unless that was deleted.
   */
  status?:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
}
export interface PauseListView {
  items: PauseView[];
}
export interface QueueListView {
  /**
   * BullMQ’s prefix.
   */
  prefix: string;
  items: QueueView[];
}
export interface QueueView {
  /**
   * Whose activations it holds; none on `ag06.submissions` and `ag06.signals`.
   */
  agent?: string;
  /**
   * BullMQ’s name of it.
   */
  queue: string;
  waiting?: number;
  active?: number;
  delayed?: number;
  /**
   * Of the delayed ones: their time has come, and the next worker that asks gets them.
   */
  due?: number;
  /**
   * Why workers get nothing of the queue for now: it is paused in BullMQ, or its global concurrency or rate limit is used up.
   */
  heldBack?: 'paused' | 'concurrency' | 'rate';
  /**
   * Live ones that serve its agent.
   */
  workers?: number;
  /**
   * Where nobody serves it: an agent that is served, and whose name is much alike.
   */
  didYouMean?: string;
}
export interface ReadyView {
  status: 'ready' | 'not-ready';
  storeAnswers: boolean;
  /**
   * Since it last woke what is due; null if it has not yet.
   */
  sinceProgressMs: number | null;
  /**
   * What keeps it from being ready.
   */
  reasons: {
    code: string;
    message: string;
  }[];
}
export interface RunAllow {
  /**
   * Agents and workflows that may act for real from now on.
   *
   * @minItems 1
   * @maxItems 100
   */
  allow: [string, ...string[]];
}
export interface RunBulk {
  filter: RunBulkFilter;
  action: 'cancel' | 'terminate' | 'retry' | 'pause' | 'resume' | 'delete';
  /**
   * Counts what matches, and changes nothing.
   */
  dryRun?: boolean;
}
export interface RunCancelled {
  runId: string;
  status: 'cancelled';
}
export interface RunDeleted {
  runId: string;
  deleted: true;
}
/**
 * Why a run does not move.
 */
export interface RunExplanationView {
  runId: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
  /**
   * For people, the most important first.
   */
  sentences: string[];
  forkedFrom?: RunOriginView;
  /**
   * One for each step that is not over.
   *
   * @maxItems 100
   */
  reasons: RunReasonView[];
}
export interface RunReasonView {
  step?: string;
  /**
   * As `reason` of `waitsFor`, and `limit`, `running`, `lost` (its worker is gone), `evaluation`, `sent`, `workflow` (its definition is missing), `child`, `signal`.
   */
  code: string;
  sentence: string;
  /**
   * Absent where the part of the log that is read does not tell it.
   */
  since?: string;
  /**
   * When it is over; of `queue`, the expected start by the measured rate of the agent.
   */
  until?: string;
  /**
   * A command, or what to do, that would end it.
   */
  action?: string;
  /**
   * The run that it waits for: explain that one.
   */
  child?: string;
}
export interface RunFork {
  /**
   * A step, which is done again with all behind it; or the number of the last event that counts.
   */
  from: string | number;
  /**
   * Another input. Steps that read it are done again.
   */
  input?: {
    [k: string]: unknown;
  };
  /**
   * Another version of the same workflow.
   */
  version?: string;
  /**
   * `live`: steps act again. `recorded`: a call with the input that it had in the source gets the outcome of that, and any other waits until its agent or workflow is allowed by name.
   */
  effects: 'live' | 'recorded';
  /**
   * Agents and workflows that may act in a fork with recorded effects.
   *
   * @maxItems 100
   */
  allow?: string[];
}
export interface RunForked {
  runId: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
  correlationId: string;
  forkedFrom: RunOriginView;
  /**
   * How many steps have the outcome that they had in the source.
   */
  kept: number;
  /**
   * Steps that had an outcome in the source, and are done again.
   */
  again: {
    step: string;
    because: string;
  }[];
  /**
   * Steps of the source that the version of the fork lacks.
   */
  dropped: string[];
}
/**
 * A run that has not ended.
 */
export interface RunOpen {
  runId: string;
  status: 'scheduled' | 'running' | 'waiting' | 'paused' | 'compensating';
}
export interface RunPageView {
  items: RunSummaryView[];
  /**
   * `cursor` of the next page.
   */
  next?: string;
  incomplete?: ListGapView;
}
export interface RunRetry {
  /**
   * Refuses the retry unless all of these begin anew. Whatever was cut off does, also without them.
   *
   * @maxItems 1000
   */
  steps?: string[];
}
/**
 * A run as its readers saw it at a moment of its log.
 */
export interface RunStateView {
  runId: string;
  workflow: string;
  /**
   * Hash of the definition; a run keeps to it for its whole life.
   */
  version: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
  tenant: string;
  priority: 'critical' | 'high' | 'normal' | 'low' | 'bulk';
  correlationId: string;
  traceId: string | null;
  /**
   * @maxItems 20
   */
  tags: string[];
  /**
   * What it is listed by, as its workflow says; absent if it has none.
   */
  attributes?: {
    [k: string]: string | number | boolean;
  };
  parent?: RunParent;
  forkedFrom?: RunOriginView;
  createdAt: string;
  finishedAt?: string;
  error?: FailureView;
  /**
   * It was read in the archive.
   */
  archived?: true;
  input: unknown;
  output?: unknown;
  large?: LargeView;
  steps: {
    [k: string]: StepView;
  };
  /**
   * The last event that it includes.
   */
  seq: number;
  /**
   * When that event was.
   */
  at: string;
  /**
   * What the log does not tell, in sentences. Absent if it tells everything.
   */
  unknown?: string[];
}
export interface StepView {
  status:
    | 'pending'
    | 'ready'
    | 'scheduled'
    | 'running'
    | 'retrying'
    | 'blocked'
    | 'waiting'
    | 'completed'
    | 'failed'
    | 'skipped'
    | 'cancelled'
    | 'timed_out';
  /**
   * From 1, the first included; 0 before the first.
   */
  attempt: number;
  /**
   * Of a step with `repeat`, counted from 0; absent in the first.
   */
  iteration?: number;
  /**
   * Of a `blocked` step, what keeps it: `pause` (of its run), `breaker:<dependency>`, `limit:<name>`, `hold:` and what is paused (`agent:<name>`, `workflow:<name>` or `fleet`), or `fork:` and the agent or workflow that may not act in a fork.
   */
  blockedBy?: string;
  waitsFor?: WaitsFor;
  /**
   * Of a `forEach` step.
   */
  items?: {
    total: number;
    completed: number;
    failed: number;
    running: number;
    /**
     * Of a run with many lanes: how many of the running items `waitsFor` and `waiting` say nothing of. Absent if none.
     */
    leftOut?: number;
  };
}
/**
 * What a run is, now that it was told to pause, to resume or to go on. It may have ended since.
 */
export interface RunSteered {
  runId: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
}
export interface RunSubmission {
  workflow: string;
  version?: string;
  input?: {
    [k: string]: unknown;
  };
  priority?: 'critical' | 'high' | 'normal' | 'low' | 'bulk';
  /**
   * @maxItems 20
   */
  tags?: string[];
  delay?: Duration;
  timeout?: Timeout;
}
export interface RunTreeNodeView {
  runId: string;
  /**
   * How many runs of this tree are above it; 0 of its first run.
   */
  depth: number;
  workflow: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
  parent?: RunParent;
  forkedFrom?: RunOriginView;
  createdAt: string;
  finishedAt?: string;
  /**
   * Absent without children, and where they were not looked for.
   */
  children?: {
    /**
     * How many of its newest 500 children have each status.
     */
    counts: {
      [k: string]: number;
    };
    /**
     * Whether it has no more children than are counted.
     */
    isWhole: boolean;
    /**
     * `cursor` for the children that are not shown: `GET /v1/runs?parent={runId}&cursor=…`.
     */
    next?: string;
  };
}
/**
 * A run, the runs that it started, and those that these started.
 */
export interface RunTreeView {
  /**
   * Each before its children, and these newest first.
   */
  nodes: RunTreeNodeView[];
  /**
   * Whether children of some run were not looked for, because of `limit` or `depth`.
   */
  isCut: boolean;
}
/**
 * A run with its steps, in the order of the definition.
 */
export interface RunView {
  runId: string;
  workflow: string;
  /**
   * Hash of the definition; a run keeps to it for its whole life.
   */
  version: string;
  status:
    | 'scheduled'
    | 'running'
    | 'waiting'
    | 'paused'
    | 'compensating'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'timed_out';
  tenant: string;
  priority: 'critical' | 'high' | 'normal' | 'low' | 'bulk';
  correlationId: string;
  traceId: string | null;
  /**
   * @maxItems 20
   */
  tags: string[];
  /**
   * What it is listed by, as its workflow says; absent if it has none.
   */
  attributes?: {
    [k: string]: string | number | boolean;
  };
  parent?: RunParent;
  forkedFrom?: RunOriginView;
  createdAt: string;
  finishedAt?: string;
  error?: FailureView;
  /**
   * It was read in the archive.
   */
  archived?: true;
  input: unknown;
  output?: unknown;
  large?: LargeView;
  steps: {
    [k: string]: StepView;
  };
}
/**
 * Everything in one page.
 */
export interface ScaleListView {
  /**
   * How old the counters are.
   */
  ageMs: number;
  /**
   * The most that any of these agents wants: for a pool whose workers serve all of them.
   */
  wanted: number;
  items: ScaleView[];
}
export interface ScaleView {
  agent: string;
  /**
   * How many workers should serve it.
   */
  wanted: number;
  /**
   * How many workers take its work now.
   */
  ready: number;
  /**
   * Workers that only finish theirs.
   */
  draining: number;
  /**
   * `idle`: nothing waits, runs or comes. `wake`: work waits and no worker serves the agent. `unmeasured`: no attempt has ended yet. `held-back`: the queue is paused in BullMQ. `arrivals`: for what comes. `backlog`: to work off what waits. `running`: attempts run in as many. `person`: a setting. `optimizer`: its forecast. `cool-down`: more were needed lately. `min`, `max`: the bounds.
   */
  why:
    | 'idle'
    | 'wake'
    | 'unmeasured'
    | 'held-back'
    | 'arrivals'
    | 'backlog'
    | 'running'
    | 'person'
    | 'optimizer'
    | 'cool-down'
    | 'min'
    | 'max';
  /**
   * The same in a sentence.
   */
  reason: string;
  bounds: {
    min: number;
    max: number;
  };
  /**
   * Activations that a worker could take now.
   */
  waiting: number;
  /**
   * Activations whose time has not come.
   */
  delayed: number;
  /**
   * How long the oldest of the waiting ones has waited.
   */
  oldestMs: number;
  /**
   * Why workers get nothing of the queue for now: it is paused in BullMQ, or its global concurrency or rate limit is used up.
   */
  heldBack?: 'paused' | 'concurrency' | 'rate';
  /**
   * Attempts that run.
   */
  running: number;
  /**
   * Attempts that may run at a time in the ready workers.
   */
  slots: number;
  /**
   * Attempts that became due, over 30 s; null: not known yet.
   */
  arrivalsPerSec: number | null;
  /**
   * Attempts that ended, over 30 s; null: not known yet.
   */
  completionsPerSec: number | null;
  /**
   * Arrivals that are expected one boot ahead; null: not known yet.
   */
  forecastPerSec: number | null;
  /**
   * How long an attempt takes on average; null: none has ended yet.
   */
  serviceMs: number | null;
  bootSeconds: number;
  coolDownSeconds: number;
}
export interface ScheduleBody {
  workflow: string;
  /**
   * By default the latest when a run starts.
   */
  version?: string;
  input?: {
    [k: string]: unknown;
  };
  /**
   * Minute, hour, day, month, weekday, with seconds before them if there are six; or `@daily` and the like.
   */
  cron?: string;
  every?: Duration;
  /**
   * The time zone of `cron`, such as `Europe/Berlin`; `UTC` by default.
   */
  zone?: string;
  /**
   * While the run before goes on: no run, a run after it, or a run instead of it.
   */
  overlap?: 'skip' | 'queue' | 'cancel';
  /**
   * Which slots get their runs late when no dispatcher was there; of `all`, the last 100.
   */
  catchUp?: 'none' | 'last' | 'all';
  jitter?: Duration;
  /**
   * The first moment at which a run may start.
   */
  from?: string;
  /**
   * The first moment at which none may start any more.
   */
  until?: string;
  /**
   * By default as it is; a new one is not paused.
   */
  paused?: boolean;
  /**
   * Replaces none: a schedule of this name that is otherwise is an error (SCHEDULE_EXISTS).
   */
  create?: boolean;
  /**
   * Only checks it, and tells how it would be with its next slots. Nothing is kept.
   */
  dryRun?: boolean;
}
/**
 * By name; `next` continues behind the last one.
 */
export interface ScheduleListView {
  items: ScheduleSummaryView[];
  next?: string;
}
export interface ScheduleSummaryView {
  name: string;
  workflow: string;
  version?: string;
  cron?: string;
  zone?: string;
  every?: string;
  overlap: 'skip' | 'queue' | 'cancel';
  catchUp: 'none' | 'last' | 'all';
  jitter?: string;
  from?: string;
  until?: string;
  /**
   * It belongs to the definition of the workflow of the same name.
   */
  managed: boolean;
  paused: boolean;
  /**
   * The next slot; null if there is none, or while it is paused.
   */
  next: string | null;
  /**
   * The run that the next one must not overlap.
   */
  running: {
    runId: string;
    slot: string;
  } | null;
  /**
   * Slots whose runs wait for that one.
   */
  queued: string[];
  /**
   * The last slot that was decided; absent if none was.
   */
  last?: {
    slot: string;
    decidedAt: string;
    outcome: 'started' | 'backfilled' | 'skipped' | 'missed' | 'refused';
    runId?: string;
    /**
     * Why there is no run.
     */
    why?: string;
  };
}
export interface ScheduleTriggered {
  runId: string;
  outcome: 'started' | 'queued';
}
export interface ScheduleView {
  name: string;
  workflow: string;
  version?: string;
  cron?: string;
  zone?: string;
  every?: string;
  overlap: 'skip' | 'queue' | 'cancel';
  catchUp: 'none' | 'last' | 'all';
  jitter?: string;
  from?: string;
  until?: string;
  /**
   * It belongs to the definition of the workflow of the same name.
   */
  managed: boolean;
  paused: boolean;
  /**
   * The next slot; null if there is none, or while it is paused.
   */
  next: string | null;
  /**
   * The run that the next one must not overlap.
   */
  running: {
    runId: string;
    slot: string;
  } | null;
  /**
   * Slots whose runs wait for that one.
   */
  queued: string[];
  /**
   * The last slot that was decided; absent if none was.
   */
  last?: {
    slot: string;
    decidedAt: string;
    outcome: 'started' | 'backfilled' | 'skipped' | 'missed' | 'refused';
    runId?: string;
    /**
     * Why there is no run.
     */
    why?: string;
  };
  input: unknown;
  /**
   * The next ten slots.
   */
  upcoming: string[];
}
export interface SignalAccepted {
  runId: string;
  name: string;
  /**
   * Of the caller, or made for it.
   */
  key: string;
}
export interface SimulationOrder {
  settings?: SimulatedSettings;
  /**
   * What was in force in that time, if it is not what is in force now.
   */
  now?: {
    /**
     * Attempts at a time in each worker.
     */
    concurrency?: number;
    replicas?: number;
  };
  /**
   * Absent: a day before `to`.
   */
  from?: string;
  /**
   * Absent: now.
   */
  to?: string;
  /**
   * The most runs whose logs are read, evenly over the time.
   */
  runs?: number;
}
/**
 * A setting that is absent stays as it is.
 */
export interface SimulatedSettings {
  /**
   * Attempts at a time in each worker.
   */
  concurrency?: number;
  replicas?: number;
  /**
   * Of one attempt, where its step names none.
   */
  timeoutMs?: number;
  /**
   * The first included.
   */
  maxAttempts?: number;
  /**
   * Before the second attempt.
   */
  backoffMs?: number;
  /**
   * Null: off.
   */
  hedgeAfterMs?: number | null;
  /**
   * A level of priority; null: strict priority.
   */
  ageingMs?: number | null;
  /**
   * Null: none.
   */
  ratePerSec?: number | null;
}
export interface SimulationView {
  agent: string;
  /**
   * What the change would bring.
   */
  sentence: string;
  from: string;
  to: string;
  now: SimulatedSettings;
  proposed: SimulatedSettings;
  measures: {
    /**
     * Waits and durations in milliseconds; shares of steps; `openShare`: not ended when the time was over.
     */
    measure: string;
    recorded: number;
    now: SimulationEstimate;
    proposed: SimulationEstimate;
    difference: SimulationEstimate;
  }[];
  /**
   * What to know before believing it.
   */
  caveats: {
    code: string;
    sentence: string;
  }[];
  basis: {
    /**
     * Whose logs were read and have steps of the agent.
     */
    runs: number;
    steps: number;
    attempts: number;
    /**
     * Of the time, in which every run was read.
     */
    coveredSeconds: number;
    blocks: number;
    replicates: number;
    mostAtOnce: {
      recorded: number;
      proposed: number;
    };
  };
}
/**
 * With a probability of 90 % between `low` and `high`.
 */
export interface SimulationEstimate {
  value: number;
  low: number;
  high: number;
}
/**
 * A step that calls an agent.
 */
export interface AgentStepDefinition {
  agent: string;
  needs?: string[];
  /**
   * An expression `${…}` that gives a boolean.
   */
  when?: string;
  onFailure?: 'fail' | 'continue';
  /**
   * Whose circuit breaker stands before its calls, if it is not the agent’s own.
   */
  dependency?: string;
  with?: unknown;
  /**
   * Whether a slow call may be made a second time while the first goes on, where that is published (`hedgeAfterMs`); absent: as the agent says.
   */
  idempotent?: boolean;
  /**
   * A list, or an expression `${…}` that gives one: the step runs for each `item`.
   */
  forEach?: string | unknown[];
  /**
   * How many items run at a time; at most 5,000 over all steps of a workflow.
   */
  concurrency?: number;
  repeat?: Repeat;
  startWithin?: Timeout;
  within?: Timeout;
  retry?: Retry;
  timeout?: Timeout;
  priority?: 'critical' | 'high' | 'normal' | 'low' | 'bulk';
}
export interface Repeat {
  /**
   * An expression `${…}` that gives a boolean; in its scope are `output` and `iteration`.
   */
  until: string;
  /**
   * The most iterations, the first included.
   */
  max: number;
}
export interface Retry {
  /**
   * The first included.
   */
  maxAttempts?: number;
  backoff?: 'exponential' | 'fixed';
  initialDelay?: Duration;
  maxDelay?: Duration;
  factor?: number;
  jitter?: 'full' | 'none';
}
/**
 * A step that waits; its output is `{dueAt}`.
 */
export interface WaitStepDefinition {
  /**
   * A duration, or an expression `${…}` that gives one or an RFC 3339 time.
   */
  wait: Duration | string;
  needs?: string[];
  /**
   * An expression `${…}` that gives a boolean.
   */
  when?: string;
  onFailure?: 'fail' | 'continue';
}
/**
 * A step that waits for a signal; its output is the payload.
 */
export interface SignalStepDefinition {
  signal: string;
  /**
   * JSON Schema of the payload.
   */
  schema?:
    | {
        [k: string]: unknown;
      }
    | boolean;
  timeout?: Timeout;
  needs?: string[];
  /**
   * An expression `${…}` that gives a boolean.
   */
  when?: string;
  onFailure?: 'fail' | 'continue';
}
/**
 * A step that asks a person, and is listed as an approval while it waits; its output is `{choice, comment?, by?, at}`.
 */
export interface ApproveStepDefinition {
  approve: {
    /**
     * The name of the signal that carries the answer.
     */
    signal: string;
    /**
     * What is asked; it may have expressions `${…}`. If one fails, the text is shown as it is written.
     */
    ask: string;
    /**
     * The answers that are offered, each once. Default: approve, reject.
     *
     * @minItems 1
     * @maxItems 20
     */
    choices?: [string, ...string[]];
  };
  timeout?: Timeout;
  needs?: string[];
  /**
   * An expression `${…}` that gives a boolean.
   */
  when?: string;
  onFailure?: 'fail' | 'continue';
}
/**
 * A step that runs another workflow as a run of its own; its output is that of the run.
 */
export interface WorkflowStepDefinition {
  workflow: string;
  /**
   * Of the workflow; default: the latest when the child starts.
   */
  version?: string;
  needs?: string[];
  /**
   * An expression `${…}` that gives a boolean.
   */
  when?: string;
  onFailure?: 'fail' | 'continue';
  with?: unknown;
  /**
   * A list, or an expression `${…}` that gives one: a child for each `item`.
   */
  forEach?: string | unknown[];
  /**
   * How many children run at a time.
   */
  concurrency?: number;
  repeat?: Repeat;
  retry?: Retry;
  timeout?: Timeout;
  within?: Timeout;
}
/**
 * A step of a run, or one item of it, with all that became of it.
 */
export interface StepDetailView {
  runId: string;
  step: string;
  item?: number;
  /**
   * None for a step that no agent executes.
   */
  agent?: string;
  status:
    | 'pending'
    | 'ready'
    | 'scheduled'
    | 'running'
    | 'retrying'
    | 'blocked'
    | 'waiting'
    | 'completed'
    | 'failed'
    | 'skipped'
    | 'cancelled'
    | 'timed_out';
  /**
   * From 1, the first included; 0 before the first.
   */
  attempt: number;
  /**
   * Of a step with `repeat`, counted from 0; absent in the first.
   */
  iteration?: number;
  /**
   * Of a `blocked` step, what keeps it: `pause` (of its run), `breaker:<dependency>`, `limit:<name>`, `hold:` and what is paused (`agent:<name>`, `workflow:<name>` or `fleet`), or `fork:` and the agent or workflow that may not act in a fork.
   */
  blockedBy?: string;
  waitsFor?: WaitsFor;
  /**
   * Of a `forEach` step.
   */
  items?: {
    total: number;
    completed: number;
    failed: number;
    running: number;
    /**
     * Of a run with many lanes: how many of the running items `waitsFor` and `waiting` say nothing of. Absent if none.
     */
    leftOut?: number;
  };
  input?: unknown;
  output?: unknown;
  large?: LargeView;
  error?: FailureView;
  /**
   * In the order of their starts; the last 100.
   */
  attempts: AttemptView[];
  /**
   * Whether the log is too long to be read for all of them.
   */
  attemptsCut: boolean;
  /**
   * Why a part is not shown.
   */
  omitted?: {
    input?: string;
    output?: string;
  };
}
export interface StreamAppendOne {
  /**
   * Such as `order.paid`.
   */
  type: string;
  data?: {
    [k: string]: unknown;
  };
  /**
   * Appends of one id are one event, for the life of the stream. Absent: equal content is, for a while.
   */
  id?: string;
  /**
   * By default the `X-Correlation-Id` of the request.
   */
  correlationId?: string;
  /**
   * Appends only if this is the last position of the stream; 0 for an empty one.
   */
  expect?: number;
}
export interface StreamAppendMany {
  /**
   * @minItems 1
   * @maxItems 1000
   */
  events: [StreamEventBody, ...StreamEventBody[]];
  /**
   * Appends only if this is the last position of the stream; 0 for an empty one.
   */
  expect?: number;
}
export interface StreamEventBody {
  /**
   * Such as `order.paid`.
   */
  type: string;
  data?: {
    [k: string]: unknown;
  };
  /**
   * Appends of one id are one event, for the life of the stream. Absent: equal content is, for a while.
   */
  id?: string;
  /**
   * By default the `X-Correlation-Id` of the request.
   */
  correlationId?: string;
}
export interface StreamAppended {
  /**
   * In the order of what was sent.
   */
  events: {
    position: number;
    at: string;
    /**
     * It was there already, at this position.
     */
    duplicate: boolean;
  }[];
  /**
   * The last position of the stream.
   */
  last: number;
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
}
export interface StreamDeleted {
  name: string;
  deleted: true;
}
/**
 * A page may be short or empty and still have a `next`.
 */
export interface StreamEventPageView {
  events: StreamEventView[];
  /**
   * `after` of the next page; absent at the end.
   */
  next?: number;
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
  /**
   * The events of this page are from the archive.
   */
  archived?: true;
}
/**
 * By name; `next` continues behind the last one.
 */
export interface StreamListView {
  items: StreamSummaryView[];
  next?: string;
}
export interface StreamSummaryView {
  name: string;
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
  /**
   * Events that are kept.
   */
  count: number;
  /**
   * What they take in the store: data (compressed), types and ids.
   */
  bytes: number;
  /**
   * The first event that is kept.
   */
  first?: {
    position: number;
    at: string;
  };
  /**
   * The last event that was appended.
   */
  last: {
    position: number;
    at: string;
  };
}
export interface StreamView {
  name: string;
  /**
   * Which stream of this name: one that was deleted and written again has a greater number.
   */
  incarnation: number;
  /**
   * Events that are kept.
   */
  count: number;
  /**
   * What they take in the store: data (compressed), types and ids.
   */
  bytes: number;
  /**
   * The first event that is kept.
   */
  first?: {
    position: number;
    at: string;
  };
  /**
   * The last event that was appended.
   */
  last: {
    position: number;
    at: string;
  };
  /**
   * The types of its events, the most frequent first.
   */
  types: {
    type: string;
    count: number;
  }[];
  /**
   * Events of types beyond the first 1,000 of the stream, which are not counted by name.
   */
  otherTypes: number;
  /**
   * The events that are in the archive, and in the store no more.
   */
  archived?: {
    first: {
      position: number;
      at: string;
    };
    last: {
      position: number;
      at: string;
    };
    /**
     * Compressed.
     */
    bytes: number;
  };
  /**
   * Why the archive could not be asked: the events that it has are not told of.
   */
  incomplete?: {
    code: string;
    message: string;
  };
}
export interface TargetView {
  /**
   * `host:port`, one.
   */
  targets: string[];
  labels: {
    /**
     * `dispatcher`, `agent-worker`, `optimizer`, or `fleet`: all in one.
     */
    service: string;
    instance_id: string;
  };
}
export interface TuningChange {
  settings?: TuningSettings;
  mode?: 'off' | 'shadow' | 'canary' | 'live';
  objective?: AgentObjective;
  bounds?: AgentBounds;
  /**
   * Whether settings that are not named stay as they are published.
   */
  merge?: boolean;
  /**
   * With `merge`: settings that go back to static.
   *
   * @maxItems 11
   */
  unset?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  reason?: string;
}
/**
 * A knob that is absent stays static.
 */
export interface TuningSettings {
  /**
   * Attempts at a time in each worker.
   */
  concurrency?: number;
  /**
   * Of one attempt, where its step names none.
   */
  timeoutMs?: number;
  /**
   * The first included.
   */
  maxAttempts?: number;
  /**
   * Before the second attempt.
   */
  backoffMs?: number;
  /**
   * Null: off.
   */
  hedgeAfterMs?: number | null;
  /**
   * Share of failures; null: off.
   */
  breakerThreshold?: number | null;
  breakerOpenMs?: number;
  /**
   * A level of priority; null: strict priority.
   */
  ageingMs?: number | null;
  /**
   * Null: none.
   */
  ratePerSec?: number | null;
  replicas?: number;
  /**
   * By the bucket of the size of the input, 0 to 5: up to 64 B, 512 B, 4 KiB, 32 KiB, 256 KiB, all above.
   */
  bySize?: {
    [k: string]: SizeSettings;
  };
}
/**
 * A knob that is absent is as for all sizes.
 */
export interface SizeSettings {
  /**
   * Null: off.
   */
  hedgeAfterMs?: number | null;
  timeoutMs?: number;
}
/**
 * What is absent has a default.
 */
export interface AgentObjective {
  /**
   * Of an attempt beyond the one that did the step.
   */
  attemptCost?: number;
  replicaCostPerSec?: number;
  /**
   * @maxItems 30
   */
  classes?: ObjectiveClass[];
}
export interface ObjectiveClass {
  /**
   * Absent: all priorities.
   */
  priority?: 'critical' | 'high' | 'normal' | 'low' | 'bulk';
  /**
   * The bucket of the size of the input; absent: all sizes.
   */
  size?: number;
  /**
   * From its arrival; null: it is never late.
   */
  deadlineS?: number | null;
  onTimeValue?: number;
  /**
   * Of a step that is done, but late.
   */
  lateValue?: number;
  /**
   * Charged when the deadline passes.
   */
  latePenalty?: number;
  /**
   * Of a step that fails for good.
   */
  lostPenalty?: number;
}
/**
 * A knob that is absent has the hard bounds.
 */
export interface AgentBounds {
  concurrency?: {
    min: number;
    max: number;
  };
  timeoutMs?: {
    min: number;
    max: number;
  };
  maxAttempts?: {
    min: number;
    max: number;
  };
  backoffMs?: {
    min: number;
    max: number;
  };
  hedgeAfterMs?: {
    min: number;
    max: number;
  };
  breakerThreshold?: {
    min: number;
    max: number;
  };
  breakerOpenMs?: {
    min: number;
    max: number;
  };
  ageingMs?: {
    min: number;
    max: number;
  };
  ratePerSec?: {
    min: number;
    max: number;
  };
  replicas?: {
    min: number;
    max: number;
  };
}
export interface TuningFreeze {
  reason?: string;
}
export interface TuningFrozenView {
  isFrozen: boolean;
  at: string;
  by: string;
  reason: string;
}
export interface TuningListView {
  /**
   * The last optimizer that led; null: none ever did.
   */
  leader: LeaderView | null;
  figures: FiguresAgeView | null;
  /**
   * Whether every agent is switched to what its workers do by themselves.
   */
  isStatic: boolean;
  switched: TuningSwitched | null;
  /**
   * A person keeps the optimizer from changing anything; null: nobody does.
   */
  frozen: {
    at: string;
    by: string;
    reason: string;
  } | null;
  items: TuningView[];
  /**
   * Published settings that cannot be read; workers leave them alone.
   */
  invalid: {
    agent: string;
    version: number;
    problem: string;
  }[];
}
export interface TuningSwitched {
  isStatic: boolean;
  at: string;
  by: string;
  reason: string;
}
export interface TuningView {
  agent: string;
  version: number;
  settings: TuningSettings;
  static: TuningSettings;
  publishedAt: string;
  by: string;
  fence: number;
  reason: string;
  /**
   * Which version each worker that serves it has in force; 0: what it does by itself.
   */
  workers: {
    id: string;
    configVersion: number;
  }[];
}
export interface TuningSwitchChange {
  isStatic: boolean;
  reason?: string;
}
export interface WorkerDraining {
  id: string;
  status: 'draining';
}
/**
 * Everything in one page.
 */
export interface WorkerListView {
  items: WorkerView[];
}
export interface WorkerView {
  id: string;
  host: string;
  pid: number;
  agents: string[];
  startedAt: string;
  seenAt: string;
  /**
   * `draining`: it takes nothing new, and ends what it has.
   */
  status: 'serving' | 'draining';
  /**
   * Of its fullest agent.
   */
  slots?: {
    used: number;
    limit: number;
  };
  /**
   * How late its event loop is, p99.
   */
  lagMs?: number;
  /**
   * How far the clock of its host is ahead of the store’s.
   */
  clockAheadMs?: number;
  /**
   * Its event loop does not turn, and these agents’ handlers run: one of them keeps it.
   */
  blocked?: {
    forMs: number;
    agents: string[];
  };
  /**
   * Finished results that the store has not taken for a while; `maxBytes` is the room for them.
   */
  waiting?: {
    results: number;
    bytes: number;
    maxBytes: number;
    oldestMs: number;
  };
  /**
   * Version of the settings in force, by agent; 0: what it does by itself.
   */
  configVersion: {
    [k: string]: number;
  };
  /**
   * Agents of which it runs fewer steps at a time than it was told to, by its own caution.
   */
  heldBack?: {
    agent: string;
    limit: number;
    published: number;
    /**
     * `latency`, `rate`, `event-loop`, `cpu`, `memory`.
     */
    because: string[];
  }[];
}
export interface WorkflowDefinitionBody {
  name: string;
  description?: string;
  /**
   * JSON Schema of the input of a run.
   */
  input?:
    | {
        [k: string]: unknown;
      }
    | boolean;
  defaults?: {
    retry?: Retry;
    timeout?: Timeout;
    priority?: 'critical' | 'high' | 'normal' | 'low' | 'bulk';
    onFailure?: 'fail' | 'continue';
  };
  timeout?: Timeout;
  retention?: Timeout;
  schedule?: ScheduleDefinition;
  /**
   * At most 1000.
   */
  steps: {
    [k: string]: StepDefinition;
  };
  output?: unknown;
}
/**
 * Starts runs of the workflow by the clock.
 */
export interface ScheduleDefinition {
  input?: unknown;
  /**
   * Minute, hour, day, month, weekday, with seconds before them if there are six; or `@daily` and the like.
   */
  cron?: string;
  every?: Duration;
  /**
   * The time zone of `cron`, such as `Europe/Berlin`; `UTC` by default.
   */
  zone?: string;
  /**
   * While the run before goes on: no run, a run after it, or a run instead of it.
   */
  overlap?: 'skip' | 'queue' | 'cancel';
  /**
   * Which slots get their runs late when no dispatcher was there; of `all`, the last 100.
   */
  catchUp?: 'none' | 'last' | 'all';
  jitter?: Duration;
  /**
   * The first moment at which a run may start.
   */
  from?: string;
  /**
   * The first moment at which none may start any more.
   */
  until?: string;
}
/**
 * Names in order, each with its latest version.
 */
export interface WorkflowListView {
  items: WorkflowSummaryView[];
}
export interface WorkflowSummaryView {
  name: string;
  version: string;
  savedAt: string;
}
export interface WorkflowPushed {
  name: string;
  version: string;
  warnings: string[];
}
/**
 * The latest first, then from the newest on.
 */
export interface WorkflowVersionListView {
  items: WorkflowVersionView[];
}
export interface WorkflowVersionView {
  version: string;
  isLatest: boolean;
  /**
   * When it was pushed last; null of what an older program saved.
   */
  savedAt: string | null;
}
/**
 * A version of a workflow, as its author wrote it.
 */
export interface WorkflowView {
  name: string;
  version: string;
  definition: unknown;
}
export interface ArchiveAdopt {
  /**
   * The identity of the archive that is given up. Without it, nothing is changed.
   */
  inPlaceOf?: string;
}
/**
 * The archive of a dispatcher, and whether it is that of its fleet.
 */
export interface ArchiveAdoptedView {
  /**
   * Whether this request made it the archive of the fleet.
   */
  adopted: boolean;
  /**
   * The archive of this dispatcher: the folder or the bucket, without credentials.
   */
  place: string;
  /**
   * Its identity; absent while it has none, because nothing was written there.
   */
  archive?: string;
  /**
   * Whether it is the archive of the fleet now.
   */
  isOfFleet: boolean;
  /**
   * The identity of the archive that the fleet has instead, or had.
   */
  inPlaceOf?: string;
}
/**
 * A segment that cannot be read, and why.
 */
export interface ArchiveFaultView {
  segment: string;
  /**
   * `ARCHIVE_SEGMENT_BROKEN`, `ARCHIVE_SEGMENT_MISSING` or `ARCHIVE_SEGMENT_NEWER`.
   */
  code: string;
  message: string;
}
export interface ArchivePrune {
  filter: ArchivePruneFilter;
  /**
   * Counts what matches, and changes nothing.
   */
  dryRun?: boolean;
  /**
   * The `next` of the page before.
   */
  cursor?: string;
  /**
   * The most segments that this request looks at.
   */
  limit?: number;
}
export interface ArchivePruneFilter {
  /**
   * Everything there is: without a filter, this word has to stand for it.
   */
  all?: true;
  olderThan?: Age;
  workflow?: string;
  /**
   * @maxItems 4
   */
  status?: ('completed' | 'failed' | 'cancelled' | 'timed_out')[];
}
export interface ArchivePrunedView {
  dryRun: boolean;
  /**
   * How many this page looked at.
   */
  segments: number;
  /**
   * Runs that the filter selects and that are not on hold.
   */
  matched: number;
  /**
   * Those of them that left the archive for good: all, or none in a dry run.
   */
  pruned: number;
  /**
   * Runs that the filter selects and that stay, because they have the tag of a legal hold.
   */
  held: number;
  /**
   * Segments that cannot be read: nothing of them was pruned.
   */
  unread: ArchiveFaultView[];
  /**
   * `cursor` of the next page.
   */
  next?: string;
}
export interface ArchiveSegmentListView {
  items: ArchiveSegmentView[];
  /**
   * `cursor` of the next page.
   */
  next?: string;
}
/**
 * An object of the archive: many runs, written once.
 */
export interface ArchiveSegmentView {
  segment: string;
  runs: number;
  bytes: number;
  /**
   * When its newest run was created.
   */
  newest: string;
  /**
   * When its oldest run was created.
   */
  oldest: string;
}
/**
 * Whether a page of segments is as it was written.
 */
export interface ArchiveVerifiedView {
  /**
   * How many this page read.
   */
  segments: number;
  runs: number;
  /**
   * Events of streams. Their segments come after those of the runs.
   */
  events: number;
  bytes: number;
  /**
   * Those of them that are not whole.
   */
  broken: ArchiveFaultView[];
  /**
   * On the last page of the runs: segments that the fleet wrote and that are not there. Those whose names this dispatcher knows are in `broken` too.
   */
  vanished?: {
    segments: number;
    runs: number;
    /**
     * Of one segment: what its name ends with, before `.ag06`. It helps to find it in a backup.
     */
    id?: string;
  };
  /**
   * `cursor` of the next page.
   */
  next?: string;
}
/**
 * What is in the archive of finished runs and of old events of streams, and how long it is kept.
 */
export interface ArchiveView {
  /**
   * The folder or the bucket, without credentials.
   */
  place: string;
  segments: number;
  runs: number;
  /**
   * Compressed, as it is stored.
   */
  bytes: number;
  /**
   * When its newest run was created.
   */
  newest?: string;
  /**
   * When its oldest run was created.
   */
  oldest?: string;
  /**
   * The archived events of streams.
   */
  streams: {
    streams: number;
    segments: number;
    /**
     * Events in two segments, after a crash, are counted twice.
     */
    events: number;
    bytes: number;
    /**
     * Segments of the streams of another store: of one that was emptied, perhaps.
     */
    orphaned: number;
  };
  retention: {
    /**
     * Milliseconds from the end of a run; absent: for ever.
     */
    kept?: number;
    /**
     * The same for runs that ended so.
     */
    byStatus: {
      [k: string]: number;
    };
    /**
     * Runs with this tag are kept for ever.
     */
    holdTag: string;
  };
}
export interface ArchivedStreamListView {
  items: ArchivedStreamSegmentView[];
  /**
   * `cursor` of the next page.
   */
  next?: string;
}
/**
 * Events of a stream that follow each other, in the archive.
 */
export interface ArchivedStreamSegmentView {
  segment: string;
  stream: string;
  incarnation: number;
  /**
   * Its first event.
   */
  first: {
    position: number;
    at: string;
  };
  /**
   * Its last event; none between them is missing.
   */
  last: {
    position: number;
    at: string;
  };
  events: number;
  /**
   * Compressed, as it is stored.
   */
  bytes: number;
  /**
   * It is of another store: of one that was emptied, perhaps.
   */
  orphaned?: true;
}
export interface ArchivedStreamsPrune {
  filter: ArchivedStreamsFilter;
  /**
   * Counts what matches, and changes nothing.
   */
  dryRun?: boolean;
  /**
   * The `next` of the page before.
   */
  cursor?: string;
  /**
   * The most segments that this request looks at.
   */
  limit?: number;
}
export interface ArchivedStreamsFilter {
  /**
   * Everything there is: without a filter, this word has to stand for it.
   */
  all?: true;
  stream?: string;
  olderThan?: Age;
}
export interface ArchivedStreamsPrunedView {
  dryRun: boolean;
  /**
   * How many this page looked at.
   */
  segments: number;
  /**
   * Events of the segments that the filter selects and that nothing holds.
   */
  matched: number;
  /**
   * Those of them that left the archive for good: all, or none in a dry run.
   */
  pruned: number;
  /**
   * Events that the filter selects and that stay: a group of the stream has not settled them, or they are in the store too.
   */
  held: number;
  /**
   * `cursor` of the next page.
   */
  next?: string;
}
export interface AgentTuning {
  objective?: AgentObjective;
  bounds?: AgentBounds;
  mode?: 'off' | 'shadow' | 'canary' | 'live';
  locks?: {
    [k: string]: TuningLock;
  };
}
export interface TuningLock {
  reason?: string;
  /**
   * Milliseconds since 1970; null: until it is unlocked.
   */
  until?: number | null;
}
export interface AgentTuningView {
  agent: string;
  /**
   * Null: nothing is published, or it cannot be read.
   */
  published: TuningView | null;
  policy: TuningPolicyView;
  /**
   * Null: no optimizer has said anything about it.
   */
  state: TuningStateView | null;
  /**
   * The last decision; null: none was made.
   */
  last: TuningDecisionView | null;
}
export interface TuningPolicyView {
  /**
   * Null: that of the optimizer or of the agent’s code.
   */
  mode: ('off' | 'shadow' | 'canary' | 'live') | null;
  objective: AgentObjective | null;
  bounds: AgentBounds | null;
  locks: TuningLockView[];
  frozen: {
    at: string;
    by: string;
    reason: string;
  } | null;
}
export interface TuningLockView {
  setting:
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize';
  at: string;
  by: string;
  reason: string;
  /**
   * Null: until somebody unlocks it.
   */
  until: string | null;
}
export interface TuningStateView {
  at: string;
  leader: string;
  mode: 'off' | 'shadow' | 'canary' | 'live';
  /**
   * Why nothing is changed for now; null: nothing stands against it.
   */
  frozen: string | null;
  static: TuningSettings;
  wanted: TuningSettings;
  objective: {
    attemptCost: number;
    replicaCostPerSec: number;
    deadlineS: number | null;
    onTimeValue: number;
  };
  /**
   * What may be spent on trials, seconds of what static settings bring.
   */
  creditS: number | null;
  /**
   * By the objective, over the last minute.
   */
  valuePerSec: number | null;
  predictedPerSec: number | null;
  /**
   * What is not done, and why.
   */
  standing: TuningStanding[];
  /**
   * Settings that some workers try beside the rest; null: all have the same.
   */
  stage: TuningStageView | null;
}
export interface TuningStanding {
  /**
   * Null: all of them.
   */
  setting: string | null;
  reason: string;
  sentence: string;
}
export interface TuningStageView {
  /**
   * `first`: one worker in ten, and one at least.
   */
  stage: 'first' | 'half';
  since: string;
  /**
   * Those that are tried.
   *
   * @maxItems 32
   */
  settings: string[];
  /**
   * The workers that try them.
   *
   * @maxItems 1000
   */
  workers: string[];
  canary: TuningSide;
  rest: TuningSide;
  /**
   * Whether a window of 30 s has shown them to be as good as those of the rest.
   */
  isGood: boolean;
  sentence: string;
}
export interface TuningSide {
  attempts: number;
  /**
   * Of the value that was possible by the objective, a share.
   */
  worth: number;
  /**
   * Of attempts, a share.
   */
  failures: number;
  ooms: number;
  p99Ms: number;
}
export interface TuningDecisionView {
  /**
   * From 1, in the order in which they were made.
   */
  number: number;
  mode: 'off' | 'shadow' | 'canary' | 'live';
  /**
   * Of the published settings; null: nothing was published, as in shadow.
   */
  version: number | null;
  reason: string;
  /**
   * The settings that changed; one that is absent was static.
   */
  from: {
    [k: string]: unknown;
  };
  to: {
    [k: string]: unknown;
  };
  evidence: {
    [k: string]: number;
  };
  prediction: TuningPrediction | null;
  /**
   * What was measured of what was predicted; null: not yet, or too little was seen.
   */
  result: {
    value: number;
    isWithin: boolean;
  } | null;
  /**
   * Value per second in the minute before.
   */
  before: number | null;
  /**
   * Value per second in the minute after; null: not yet, or nothing was published.
   */
  after: number | null;
  sentence: string;
  /**
   * The command that takes it back; null: there is nothing to undo.
   */
  undo: string | null;
  at: string;
}
export interface TuningPrediction {
  of: string;
  value: number;
  low: number;
  high: number;
}
export interface ArmResult {
  /**
   * Of the metric; null: nothing yet.
   */
  mean: number | null;
  /**
   * Steps, recorded runs, or blocks that are counted in the mean.
   */
  results: number;
  /**
   * Steps that are over.
   */
  steps: number;
  /**
   * Of them, those that failed for good.
   */
  failed: number;
}
export interface ExperimentDecision {
  winner: 'a' | 'b';
  /**
   * Whether its settings are published at once.
   */
  promote?: boolean;
  reason?: string;
}
export interface ExperimentListView {
  /**
   * The newest first.
   */
  items: ExperimentView[];
}
export interface ExperimentView {
  id: string;
  agent: string;
  /**
   * A, what is in force so far, and B, what may be better. A setting that an arm does not name is as published.
   *
   * @minItems 2
   * @maxItems 2
   */
  arms: [TuningSettings, TuningSettings];
  /**
   * `run`: each run has an arm. `switchback`: all have the same one, in blocks of time.
   */
  assignment: 'run' | 'switchback';
  metric: string;
  alpha: number;
  blockSeconds: number;
  promote: 'person' | 'auto';
  reason: string;
  startedAt: string;
  by: string;
  status: 'running' | 'decided' | 'futile' | 'stopped' | 'aborted';
  /**
   * Why no arm is in force for now; null: nothing stands against it.
   */
  paused: string | null;
  /**
   * Null: it runs.
   */
  ended: {
    at: string;
    by: string;
    /**
     * Null: none.
     */
    winner: ('a' | 'b') | null;
    sentence: string;
  } | null;
  /**
   * The settings of an arm were published, under this version; null: not.
   */
  promoted: {
    at: string;
    by: string;
    arm: 'a' | 'b';
    version: number;
  } | null;
  /**
   * Null: no optimizer has told any.
   */
  result: ExperimentResultView | null;
}
export interface ExperimentResultView {
  a: ArmResult;
  b: ArmResult;
  /**
   * Observations of the test: means of as many results of each arm, or pairs of blocks.
   */
  pairs: number;
  /**
   * Neighbouring pairs that count as one observation, because they are alike.
   */
  batch: number;
  /**
   * Of B to A: in the unit of the metric by run, as a share of it in a switchback. Null: nothing yet.
   */
  difference: number | null;
  /**
   * Of the interval that holds the true difference at all looks together.
   */
  low: number | null;
  high: number | null;
  /**
   * It only falls: it may be looked at at any time.
   */
  p: number;
  /**
   * Null: not decided.
   */
  better: ('a' | 'b') | null;
  sentence: string;
  at: string;
}
export interface ExperimentPlan {
  agent: string;
  /**
   * A, what is in force so far, and B, what may be better. A setting that an arm does not name is as published.
   *
   * @minItems 2
   * @maxItems 2
   */
  arms: [TuningSettings, TuningSettings];
  /**
   * `run`: each run has an arm. `switchback`: all have the same one, in blocks of time.
   */
  assignment: 'run' | 'switchback';
  /**
   * Of a step, or of a second of a block: what it brings by the objective, whether it succeeds, how many succeed; `recorded`: what you record of runs.
   */
  metric?: 'value' | 'success' | 'throughput' | 'recorded';
  /**
   * The share of experiments without a difference that may find one.
   */
  alpha?: number;
  /**
   * Of a switchback.
   */
  blockSeconds?: number;
  /**
   * Who publishes the settings of the winner. `auto`: the optimizer, as soon as it is decided.
   */
  promote?: 'person' | 'auto';
  reason?: string;
}
export interface ExperimentPromotion {
  reason?: string;
}
export interface ExperimentRecorded {
  recorded: number;
  /**
   * Runs that were recorded before: their values stay as they were.
   */
  known: number;
  /**
   * In the order of the request.
   */
  arms: {
    runId: string;
    arm: 'a' | 'b';
  }[];
}
export interface ExperimentRecords {
  /**
   * One for each run. A run that was recorded already keeps its first value.
   *
   * @maxItems 1000
   */
  results: {
    runId: string;
    value: number;
  }[];
}
export interface ExperimentResult {
  /**
   * Milliseconds since 1970.
   */
  at: number;
  a: ArmResult;
  b: ArmResult;
  /**
   * Observations of the test: means of as many results of each arm, or pairs of blocks.
   */
  pairs: number;
  /**
   * Neighbouring pairs that count as one observation, because they are alike.
   */
  batch: number;
  /**
   * Of B to A: in the unit of the metric by run, as a share of it in a switchback. Null: nothing yet.
   */
  difference: number | null;
  /**
   * Of the interval that holds the true difference at all looks together.
   */
  low: number | null;
  high: number | null;
  /**
   * It only falls: it may be looked at at any time.
   */
  p: number;
  /**
   * Null: not decided.
   */
  better: ('a' | 'b') | null;
  sentence: string;
}
export interface ExperimentStop {
  reason?: string;
}
export interface TuningApply {
  /**
   * Its number; absent: the last one of a shadow.
   */
  decision?: number;
  reason?: string;
}
export interface TuningChanged {
  by: string;
  reason: string;
  settings?: TuningSettings;
  /**
   * Settings that were not named went back to static.
   */
  replaces?: boolean;
  /**
   * Went back to static.
   */
  unset?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  mode?: ('off' | 'shadow' | 'canary' | 'live') | null;
  objective?: AgentObjective | null;
  bounds?: AgentBounds | null;
  lock?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  lockSeconds?: number;
  unlock?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  isFrozen?: boolean;
}
export interface TuningChangedView {
  by: string;
  reason: string;
  settings?: TuningSettings;
  /**
   * Settings that were not named went back to static.
   */
  replaces?: boolean;
  /**
   * Went back to static.
   */
  unset?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  mode?: ('off' | 'shadow' | 'canary' | 'live') | null;
  objective?: AgentObjective | null;
  bounds?: AgentBounds | null;
  lock?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  lockSeconds?: number;
  unlock?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  isFrozen?: boolean;
  at: string;
}
export interface TuningDecision {
  /**
   * From 1, in the order in which they were made.
   */
  number: number;
  /**
   * Milliseconds since 1970.
   */
  at: number;
  mode: 'off' | 'shadow' | 'canary' | 'live';
  /**
   * Of the published settings; null: nothing was published, as in shadow.
   */
  version: number | null;
  reason: string;
  /**
   * The settings that changed; one that is absent was static.
   */
  from: {
    [k: string]: unknown;
  };
  to: {
    [k: string]: unknown;
  };
  evidence: {
    [k: string]: number;
  };
  prediction: TuningPrediction | null;
  /**
   * What was measured of what was predicted; null: not yet, or too little was seen.
   */
  result: {
    value: number;
    isWithin: boolean;
  } | null;
  /**
   * Value per second in the minute before.
   */
  before: number | null;
  /**
   * Value per second in the minute after; null: not yet, or nothing was published.
   */
  after: number | null;
  sentence: string;
  /**
   * The command that takes it back; null: there is nothing to undo.
   */
  undo: string | null;
}
export interface TuningHistoryView {
  /**
   * The last 50, the newest first.
   */
  items: TuningDecisionView[];
  /**
   * What people have changed: the last 50 among the last 500 events of the stream, the newest first.
   */
  changes: TuningChangedView[];
  /**
   * The stream that has all of them; null: the agent’s name is too long.
   */
  stream: string | null;
}
export interface TuningModelView {
  schema: 1;
  agent: string;
  keptAt: string;
  /**
   * Of the tuner; opaque.
   */
  model: {
    [k: string]: unknown;
  };
}
export interface TuningPolicyChange {
  /**
   * Null: as the optimizer or the code has it.
   */
  mode?: ('off' | 'shadow' | 'canary' | 'live') | null;
  /**
   * Null: as the code has it, and the defaults.
   */
  objective?: AgentObjective | null;
  /**
   * Null: as the code has it, and the hard ones.
   */
  bounds?: AgentBounds | null;
  /**
   * Settings that stay as they are.
   *
   * @maxItems 11
   */
  lock?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  /**
   * Absent: until they are unlocked.
   */
  lockSeconds?: number;
  /**
   * Settings that the optimizer may change, also those that a person has published.
   *
   * @maxItems 11
   */
  unlock?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  isFrozen?: boolean;
  reason?: string;
}
export interface TuningRollback {
  /**
   * Its number; absent: the last one that was published.
   */
  decision?: number;
  /**
   * None: all that it changed.
   *
   * @maxItems 11
   */
  settings?: (
    | 'concurrency'
    | 'timeoutMs'
    | 'maxAttempts'
    | 'backoffMs'
    | 'hedgeAfterMs'
    | 'breakerThreshold'
    | 'breakerOpenMs'
    | 'ageingMs'
    | 'ratePerSec'
    | 'replicas'
    | 'bySize'
  )[];
  reason?: string;
}
