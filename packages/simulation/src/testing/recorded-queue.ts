import type { RecordedJob, Recording } from '../recording.ts';
import { SeededDraws } from '../seeded-draws.ts';

/** Jobs that came as if by chance and waited in one line for a number of slots, each taking the same time on average. */
export function recordQueue(slots: number, load: number, count: number, seed: number): Recording {
  const draws = new SeededDraws(seed);
  const free = Array.from({ length: slots }, () => 0);
  const meanMs = 1_000;
  let at = 0;
  const jobs = Array.from({ length: count }, (): RecordedJob => {
    at += draws.exponential(meanMs / (slots * load));
    const slot = free.indexOf(Math.min(...free));
    const startedAt = Math.max(at, free[slot] ?? 0);
    const endedAt = startedAt + meanMs * (0.5 + draws.uniform());
    free[slot] = endedAt;
    return {
      kind: 'work',
      priority: 'normal',
      size: 0,
      arrivedAt: at,
      runStartedAt: at,
      attempts: [{ startedAt, endedAt, outcome: 'ok', dueAt: at }],
      end: 'done',
      maxAttempts: 3,
      backoffMs: 1_000,
      isRetryTuned: true,
      isTimeoutTuned: true,
      canHedge: true,
    };
  });
  return { jobs, spans: [{ from: 0, to: Math.max(...free) }] };
}
