import type {
  AgentListView,
  ApprovalPageView,
  BreakerListView,
  Client,
  DeadLetterListView,
  FailureView,
  HealthView,
  PauseListView,
  RunPageView,
  RunSummaryView,
} from '@ag06/client';

/** What the overview knows of a fleet. */
export interface Overview {
  readonly health: HealthView;
  readonly approvals: ApprovalPageView;
  readonly failed: RunPageView;
  /** Of the latest of these, why they ended. */
  readonly ends: readonly FailedEnd[];
  readonly paused: RunPageView;
  readonly deadLetters: DeadLetterListView;
  readonly breakers: BreakerListView;
  readonly pauses: PauseListView;
  readonly agents: AgentListView;
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
/** Of how many failed runs it tells the causes. */
const CAUSES_OF = 20;
const DAY_MS = 86_400_000;
/** Ends that are remembered: they do not change while their run stays failed. */
const REMEMBERED = 200;

/** Loads the overview. Remembers why runs failed, so that each is asked for once. */
export class OverviewLoader {
  readonly #client: Client;
  readonly #ends = new Map<string, FailureView>();

  constructor(client: Client) {
    this.#client = client;
  }

  async load(signal: AbortSignal): Promise<Overview> {
    const client = this.#client;
    const at = Date.now();
    const from = new Date(at - DAY_MS);
    const [health, approvals, failed, paused, deadLetters, breakers, pauses, agents] = await Promise.all([
      client.health({ signal }),
      client.approvals.listPage({ limit: COUNTED }, { signal }),
      client.listPage({ status: ['failed', 'timed_out'], from, limit: COUNTED }, { signal }),
      client.listPage({ status: ['paused'], limit: COUNTED }, { signal }),
      client.fleet.deadLetters({ limit: COUNTED, signal }),
      client.breakers.list({ signal }),
      client.pauses.list({ signal }),
      client.fleet.agents({ signal }),
    ]);
    const ends = await this.#loadEnds(failed.items.slice(0, CAUSES_OF), signal);
    return { health, approvals, failed, ends, paused, deadLetters, breakers, pauses, agents, at };
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
    const end = await this.#client.result(run.runId, { signal }).catch(() => undefined);
    if (end === undefined || !('error' in end)) return undefined;
    this.#ends.set(key, end.error);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > REMEMBERED && oldest !== undefined) this.#ends.delete(oldest);
    return { run, error: end.error };
  }
}
