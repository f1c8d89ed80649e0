import {
  type ApprovalPageView,
  type BreakerListView,
  type CallOptions,
  type Client,
  type DeadLetterListView,
  type HealthView,
  RefusedError,
  type RunPageView,
  type ScaleListView,
  type WorkerListView,
} from '@ag06/client';
import { type Counters, sumCounters } from './throughput.ts';

/** Rows of a page that is only counted. */
const COUNTED = 50;
/** Running runs that are listed, and new runs by which the rate of starts is measured. */
const RUNS = 100;
const LATELY_MS = 60 * 60_000;

/** What a fleet says of itself at one moment. A part that a dispatcher cannot tell now is absent. */
export interface Snapshot {
  readonly health: HealthView;
  readonly scale?: ScaleListView;
  readonly workers?: WorkerListView;
  readonly counters?: Counters;
  readonly breakers?: BreakerListView;
  readonly approvals?: ApprovalPageView;
  readonly deadLetters?: DeadLetterListView;
  /** Runs that failed or timed out and were created within the last hour. */
  readonly failed?: RunPageView;
  readonly running?: RunPageView;
  readonly newest?: RunPageView;
}

/** Asks for everything at a time. Rejects with `UnreachableError` if no dispatcher answers. */
export async function loadSnapshot(client: Client, options: CallOptions): Promise<Snapshot> {
  const health = await client.health(options);
  const from = new Date(Date.parse(health.at) - LATELY_MS).toISOString();
  const [scale, workers, agents, breakers, approvals, deadLetters, failed, running, newest] =
    await Promise.all([
      orAbsent(client.fleet.scale({}, options)),
      orAbsent(client.fleet.workers(options)),
      orAbsent(client.fleet.agents(options)),
      orAbsent(client.breakers.list(options)),
      orAbsent(client.approvals.listPage({ limit: COUNTED }, options)),
      orAbsent(client.fleet.deadLetters({ limit: COUNTED, ...options })),
      orAbsent(client.listPage({ status: ['failed', 'timed_out'], from, limit: COUNTED }, options)),
      orAbsent(client.listPage({ status: ['running', 'compensating'], limit: RUNS }, options)),
      orAbsent(client.listPage({ limit: RUNS }, options)),
    ]);
  const counters = agents === undefined ? undefined : sumCounters(agents);
  return {
    health,
    ...(scale !== undefined && { scale }),
    ...(workers !== undefined && { workers }),
    ...(counters !== undefined && { counters }),
    ...(breakers !== undefined && { breakers }),
    ...(approvals !== undefined && { approvals }),
    ...(deadLetters !== undefined && { deadLetters }),
    ...(failed !== undefined && { failed }),
    ...(running !== undefined && { running }),
    ...(newest !== undefined && { newest }),
  };
}

/** A dispatcher whose store is away tells its health, and refuses the rest. */
async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}
