import type { ProcessReadiness } from '@ag06/contracts';
import type { HealthFacts } from './health-facts.ts';
import { REASON_RULES, type ReasonCode } from './reason-rules.ts';
import { inSeconds } from './words.ts';

/**
 * The store is asked every second, and queues too, but every two seconds while the fleet has no work. After this long without an answer, a
 * submission would wait in vain.
 */
const STORE_ANSWERED_WITHIN_MS = 3_500;
const QUEUES_ANSWERED_WITHIN_MS = 4_500;
/** The duty that takes due wake-ups succeeds four times a second, and once while the fleet has no work. */
const PROGRESS_WITHIN_MS = 15_000;

interface DispatcherProgress {
  /** Whether the connection is up, as far as this process knows. */
  readonly isStoreUp: boolean;
  readonly store: Pick<HealthFacts['store'], 'ageMs' | 'isFull'>;
  readonly broker: Pick<HealthFacts['broker'], 'ageMs'>;
  /** Milliseconds since due wake-ups were last taken. */
  readonly sinceProgressMs: number;
}

/** Returns whether a submission would be accepted now, by the process's latest successes and not by its connections. */
export function judgeDispatcher(progress: DispatcherProgress): ProcessReadiness {
  const { isStoreUp, store, broker, sinceProgressMs } = progress;
  const reasons: [code: ReasonCode, holds: boolean, found: string][] = [
    ['STORE_SILENT', !isStoreUp, 'The connection to the store is down.'],
    [
      'STORE_SILENT',
      isStoreUp && store.ageMs > STORE_ANSWERED_WITHIN_MS,
      `The store has not answered for ${inSeconds(store.ageMs)}.`,
    ],
    ['STORE_FULL', store.isFull, 'The store refuses writes: its memory is full.'],
    [
      'BROKER_SILENT',
      broker.ageMs > QUEUES_ANSWERED_WITHIN_MS,
      `A look at the queues has not been answered for ${inSeconds(broker.ageMs)}.`,
    ],
    ['DUTY_LATE', sinceProgressMs > PROGRESS_WITHIN_MS, 'What is due is not woken.'],
  ];
  return toReadiness(
    reasons
      .filter(([, holds]) => holds)
      .map(([code, , found]) => ({ code, message: `${found} ${REASON_RULES[code].remedy}` })),
  );
}

/**
 * A worker sends a heartbeat every 5 s; a blocked fetch is answered every 10 s, and locks are renewed more often.
 */
const HEARTBEAT_WITHIN_MS = 15_000;
const CONSUMED_WITHIN_MS = 30_000;
/** A commit is answered within milliseconds, and repeated at least every second. */
const WAITED_WITHIN_MS = 5_000;

interface WorkerProgress {
  readonly sinceHeartbeatMs: number;
  /** By agent: since a fetch, or the renewal of a lock, was answered. */
  readonly consumers: readonly { readonly agent: string; readonly sinceProgressMs: number }[];
  readonly isDraining: boolean;
  /** The finished results that the store has not taken. */
  readonly waiting: {
    readonly results: number;
    readonly bytes: number;
    readonly maxBytes: number;
    readonly oldestMs: number;
    readonly isFull: boolean;
  };
}

/** Whether a worker would take a step now. */
export function judgeWorker({
  sinceHeartbeatMs,
  consumers,
  isDraining,
  waiting,
}: WorkerProgress): ProcessReadiness {
  if (isDraining)
    return toReadiness([{ code: 'WORKER_DRAINING', message: 'It takes nothing new and ends.' }]);
  const idle = consumers.filter(({ sinceProgressMs }) => sinceProgressMs > CONSUMED_WITHIN_MS);
  return toReadiness([
    ...(sinceHeartbeatMs > HEARTBEAT_WITHIN_MS
      ? [
          {
            code: 'HEARTBEAT_LATE',
            message: `The store has not taken its heartbeat for ${inSeconds(sinceHeartbeatMs)}. ${REASON_RULES.STORE_SILENT.remedy}`,
          },
        ]
      : []),
    ...(waiting.isFull || waiting.oldestMs > WAITED_WITHIN_MS
      ? [{ code: 'RESULTS_WAIT', message: describeWaiting(waiting) }]
      : []),
    ...idle.map(({ agent, sinceProgressMs }) => ({
      code: 'CONSUMER_STUCK',
      message: `The queue of ${agent} has answered nothing for ${inSeconds(sinceProgressMs)}. Restart this worker if its server answers others.`,
    })),
  ]);
}

function describeWaiting({ results, bytes, maxBytes, oldestMs, isFull }: WorkerProgress['waiting']): string {
  const state = isFull ? 'It takes no more work until the store does.' : 'They are written when it returns.';
  return `The store has not taken ${results} finished results (${bytes} of ${maxBytes} bytes) for ${inSeconds(oldestMs)}. ${state} ${REASON_RULES.STORE_SILENT.remedy}`;
}

/** An optimizer checks its leadership and its statistics every second. */
const TURNED_WITHIN_MS = 15_000;

interface OptimizerProgress {
  /** Since the store last answered whether it leads. */
  readonly sinceSoughtMs: number;
  /** Milliseconds since its last successful turn: as the leader, or as one that waits. */
  readonly sinceSteppedMs: number;
}

/** Whether an optimizer leads, or would if the leader went. */
export function judgeOptimizer({ sinceSoughtMs, sinceSteppedMs }: OptimizerProgress): ProcessReadiness {
  const lateness = [
    ['LEADERSHIP_LATE', sinceSoughtMs, 'The store has not told whether it leads for'] as const,
    ['OPTIMIZER_STUCK', sinceSteppedMs, 'It has not ended a step for'] as const,
  ];
  return toReadiness(
    lateness
      .filter(([, sinceMs]) => sinceMs > TURNED_WITHIN_MS)
      .map(([code, sinceMs, found]) => ({
        code,
        message: `${found} ${inSeconds(sinceMs)}. ${REASON_RULES.STORE_SILENT.remedy}`,
      })),
  );
}

const toReadiness = (reasons: ProcessReadiness['reasons']): ProcessReadiness => ({
  status: reasons.length === 0 ? 'ready' : 'not-ready',
  reasons,
});

/** Longer than any turn of a duty takes while the store answers. */
const TURN_WITHIN_MS = 120_000;

interface DutyTurns {
  readonly name: string;
  readonly sinceTurnMs: number;
}

/**
 * Returns the duties that hang although the store has answered all the time: waiting does not help, but a restart does.
 * A store that is away never makes a process look dead.
 */
export function findStuckDuties(duties: readonly DutyTurns[], storeAnswersForMs: number): readonly string[] {
  if (storeAnswersForMs < TURN_WITHIN_MS) return [];
  return duties.filter(({ sinceTurnMs }) => sinceTurnMs > TURN_WITHIN_MS).map(({ name }) => name);
}
