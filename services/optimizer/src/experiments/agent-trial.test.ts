import { type Arm, assignRun, type ExperimentDocument, type Sample } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { AgentTrial } from './agent-trial.ts';
import { judgeTrial } from './judge-trial.ts';

const ID = 'x-0123456789abcdef';
const STARTED_AT = 1_800_000_000_000;
const BETWEEN_MS = 20;
const QUICK_MS = 200;
const OBJECTIVE = { attemptCost: 0.05, replicaCostPerSec: 0, classes: [] };

interface Service {
  readonly arms: Readonly<Record<Arm, { readonly timeoutMs: number; readonly maxAttempts: number }>>;
  /** Whether the call of every fourth run gets no answer, or an error that no further attempt would mend. */
  readonly every4th: 'hangs' | 'is refused for good';
}

/** All attempts of runs that begin every 20 ms, in the order in which they end. */
function play({ arms, every4th }: Service, seconds: number): Sample[] {
  const samples = Array.from({ length: (1_000 * seconds) / BETWEEN_MS }, (_, i): Sample => {
    const runId = `r0-${String(i).padStart(9, '0')}aaaaaaaaaaaa`;
    const arm = assignRun(ID, runId);
    const isOk = i % 4 !== 0;
    const durMs = isOk || every4th !== 'hangs' ? QUICK_MS : arms[arm].timeoutMs;
    const startedAt = STARTED_AT + i * BETWEEN_MS;
    return {
      t: startedAt + durMs,
      agent: 'x.a',
      step: 's',
      runId,
      attempt: 1,
      hedge: false,
      configVersion: 1,
      trial: { experiment: ID, arm },
      ...(!isOk && { last: every4th !== 'hangs' || arms[arm].maxAttempts === 1 }),
      priority: 'normal',
      sizeBucket: 0,
      waitMs: 0,
      durMs,
      outcome: isOk ? 'ok' : every4th === 'hangs' ? 'timeout' : 'error',
      startedAt,
      worker: 'w',
      inflightAtStart: 1,
    };
  });
  return samples.toSorted((a, b) => a.t - b.t);
}

/**
 * An experiment without a difference, looked at every second. Returns what it was taken for, and the means.
 *
 * @param handover after so many seconds, each time, another leader goes on with what is kept
 */
function judge(service: Service, seconds: number, handover = seconds) {
  const document: ExperimentDocument = {
    agent: 'x.a',
    arms: [service.arms.a, service.arms.b],
    assignment: 'run',
    metric: 'success',
    alpha: 0.02,
    blockSeconds: 30,
    promote: 'person',
    reason: '',
    startedAt: STARTED_AT,
    by: 'operator',
    status: 'running',
  };
  let trial = new AgentTrial({ id: ID, document });
  const samples = play(service, seconds);
  for (let second = 1; second <= seconds; second++) {
    const now = STARTED_AT + 1_000 * second;
    trial.plan(OBJECTIVE, {});
    trial.take(
      samples.filter(({ t }) => t > now - 1_000 && t <= now),
      second,
      0,
    );
    trial.close(now);
    const verdict = judgeTrial(trial);
    const { results, means } = trial.view();
    if (verdict.is !== 'running') return { found: `${verdict.is} after ${second} s`, means };
    if (second === seconds) return { found: `nothing, of ${results.a + results.b} steps`, means };
    if (second % handover === 0) trial = new AgentTrial({ id: ID, document }, trial.export());
  }
  throw new Error('expected at least a second');
}

it('an arm with a long time-out is not taken for better because its failures are not known yet', () => {
  const arms = { a: { timeoutMs: 1_000, maxAttempts: 1 }, b: { timeoutMs: 15_000, maxAttempts: 1 } };
  expect(judge({ arms, every4th: 'hangs' }, 60).found).toMatch(/^nothing, of [12]\d{3} steps$/);
});

it('of steps that had begun before a new leader came, no arm’s slow ones alone are counted', () => {
  const arms = { a: { timeoutMs: 1_000, maxAttempts: 1 }, b: { timeoutMs: 15_000, maxAttempts: 1 } };
  const { found, means } = judge({ arms, every4th: 'hangs' }, 200, 24);
  expect(found).toMatch(/^nothing, of \d{4} steps$/);
  expect(Math.abs((means.b ?? 0) - 0.75)).toBeLessThan(0.05);
});

it('an arm that tells failures sooner is not taken for harm, nor for worse', () => {
  const arms = { a: { timeoutMs: 15_000, maxAttempts: 1 }, b: { timeoutMs: 1_000, maxAttempts: 1 } };
  expect(judge({ arms, every4th: 'hangs' }, 60).found).toMatch(/^nothing, of [12]\d{3} steps$/);
});

it('a failure that no attempt mends counts at once, however many attempts an arm allows', () => {
  const arms = { a: { timeoutMs: 1_000, maxAttempts: 5 }, b: { timeoutMs: 1_000, maxAttempts: 1 } };
  expect(judge({ arms, every4th: 'is refused for good' }, 60).found).toMatch(/^nothing, of [12]\d{3} steps$/);
});
