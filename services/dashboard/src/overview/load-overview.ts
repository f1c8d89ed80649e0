import type {
  AgentListView,
  ApprovalPageView,
  BreakerListView,
  Client,
  DeadLetterListView,
  FailureView,
  FiguresView,
  HealthView,
  PauseListView,
  RunPageView,
  RunSummaryView,
  ScheduleListView,
} from '@ag06/client';
import { type FailedRuns, LatelyFailed } from './lately-failed.ts';
import { type Missing, Part } from './part.ts';

/** What the overview knows of a fleet. */
export interface Overview {
  readonly health: HealthView;
  readonly approvals: ApprovalPageView;
  readonly failed: FailedRuns;
  /** Of the latest of these, why they ended. */
  readonly ends: readonly FailedEnd[];
  readonly paused: RunPageView;
  readonly deadLetters: DeadLetterListView;
  readonly breakers: BreakerListView;
  readonly pauses: PauseListView;
  readonly agents: AgentListView;
  readonly minutes: FiguresView;
  /** The first of them, as they were half a minute ago at most. */
  readonly schedules: ScheduleListView;
  /** What could not be read: it is as it was read before, or empty. */
  readonly missing: readonly Missing[];
  /** When it was loaded, in milliseconds since 1970. */
  readonly at: number;
}

/** A run that failed, and why. */
export interface FailedEnd {
  readonly run: RunSummaryView;
  readonly error: FailureView;
}

/** Of how many things of a kind it counts; beyond that it says that there are more. */
const COUNTED = 50;
/** A part of the failed runs, as it is told when it is missing. */
const OLDER = 'failed runs that began more than a day ago';
/** Of how many schedules it looks at the last slot. */
const SCHEDULES = 100;
const SCHEDULES_EVERY_MS = 30_000;
/** Of how many failed runs it tells the causes. */
const CAUSES_OF = 20;
/** Ends that are remembered: they do not change while their run stays failed. */
const REMEMBERED = 200;

/** Loads the overview. Remembers why runs failed, so that each is asked for once. */
export class OverviewLoader {
  readonly #client: Client;
  readonly #parts: ReturnType<typeof createParts>;
  readonly #failed: LatelyFailed;
  readonly #ends = new Map<string, FailureView>();

  constructor(client: Client) {
    this.#client = client;
    this.#failed = new LatelyFailed(client);
    this.#parts = createParts(client, this.#failed);
  }

  /** An event told of a change. */
  expectChange(): void {
    this.#failed.expectChange();
  }

  /** Rejects if not even the health is told. */
  async load(signal: AbortSignal): Promise<Overview> {
    const at = Date.now();
    const parts = this.#parts;
    const missing: Missing[] = [];
    const [health, approvals, failed, paused, deadLetters, breakers, pauses, agents, minutes, schedules] =
      await Promise.all([
        this.#client.health({ signal }),
        parts.approvals.load(signal, missing),
        parts.failed.load(signal, missing),
        parts.paused.load(signal, missing),
        parts.deadLetters.load(signal, missing),
        parts.breakers.load(signal, missing),
        parts.pauses.load(signal, missing),
        parts.agents.load(signal, missing),
        parts.minutes.load(signal, missing),
        parts.schedules.load(signal, missing),
      ]);
    if (failed.fault !== undefined) missing.push({ name: OLDER, error: failed.fault });
    const ends = await this.#loadEnds(failed.items.slice(0, CAUSES_OF), signal);
    return {
      health,
      approvals,
      failed,
      ends,
      paused,
      deadLetters,
      breakers,
      pauses,
      agents,
      minutes,
      schedules,
      missing,
      at,
    };
  }

  async #loadEnds(runs: readonly RunSummaryView[], signal: AbortSignal): Promise<readonly FailedEnd[]> {
    const ends = await Promise.all(runs.map((run) => this.#loadEnd(run, signal)));
    return ends.filter((end) => end !== undefined);
  }

  async #loadEnd(run: RunSummaryView, signal: AbortSignal): Promise<FailedEnd | undefined> {
    // A run that was retried may fail anew.
    const key = `${run.runId} ${run.finishedAt}`;
    const known = this.#ends.get(key);
    if (known !== undefined) return { run, error: known };
    // The page does not wait for one that is slow: its next look has it.
    const end = await this.#client
      .result(run.runId, { signal, retryForMs: 0, timeoutMs: END_MS })
      .catch(() => undefined);
    if (end === undefined || !('error' in end)) return undefined;
    this.#ends.set(key, end.error);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > REMEMBERED && oldest !== undefined) this.#ends.delete(oldest);
    return { run, error: end.error };
  }
}

/** How long the page waits for why a run failed. */
const END_MS = 5_000;

const createParts = (client: Client, lately: LatelyFailed) => ({
  approvals: new Part<ApprovalPageView>('questions', { items: [] }, (signal) =>
    client.approvals.listPage({ limit: COUNTED }, { signal }),
  ),
  failed: new Part<FailedRuns>('failed runs', { items: [], isAll: true }, (signal) =>
    lately.load(Date.now(), signal),
  ),
  paused: new Part<RunPageView>('paused runs', { items: [] }, (signal) =>
    client.listPage({ status: ['paused'], limit: COUNTED }, { signal }),
  ),
  deadLetters: new Part<DeadLetterListView>('dead letters', { items: [] }, (signal) =>
    client.fleet.deadLetters({ limit: COUNTED, signal }),
  ),
  breakers: new Part<BreakerListView>('breakers', { items: [] }, (signal) =>
    client.breakers.list({ signal }),
  ),
  pauses: new Part<PauseListView>('pauses', { items: [] }, (signal) => client.pauses.list({ signal })),
  agents: new Part<AgentListView>('figures of agents', { figures: null, items: [] }, (signal) =>
    client.fleet.agents({ signal }),
  ),
  minutes: new Part<FiguresView>('figures by the minute', NO_MINUTES, (signal) =>
    client.fleet.figures({ signal }),
  ),
  schedules: new Part<ScheduleListView>(
    'schedules',
    { items: [] },
    (signal) => client.schedules.list({ limit: SCHEDULES, signal }),
    SCHEDULES_EVERY_MS,
  ),
});
const NO_MINUTES: FiguresView = { at: null, leader: null, items: [] };
