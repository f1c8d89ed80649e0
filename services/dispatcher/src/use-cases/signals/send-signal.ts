import { createHash, randomUUID } from 'node:crypto';
import { type Json, LIMITS, Refusal, type RunStatus } from '@ag06/contracts';
import type { Plan } from '@ag06/engine';
import type { Signal, SignalAnswer } from '@ag06/protocol';
import { carryOut, faultPoint } from '@ag06/runtime';
import type { RunSummary } from '@ag06/store';
import { toContext } from '../../duties/to-context.ts';
import type { Parts } from '../../parts.ts';
import { runEnded } from '../../refusals/run-ended.ts';
import { unknownRun } from '../../refusals/unknown-run.ts';

/** A signal as it comes in. */
export interface IncomingSignal {
  readonly name: string;
  readonly payload: Json;
  /** Under which the signal is taken once; without one it is always another signal. */
  readonly key: string | undefined;
  /** Who sends it. */
  readonly by: string | undefined;
}

/** The units that may take a signal, and what becomes of it if none waits. */
type Takers = Pick<Signal, 'waiters' | 'orElse' | 'park' | 'purpose'>;

/**
 * Sends a signal to a run of this tenant whose payload was judged, and does what comes of it: the unit that takes it is
 * over, and what it opens is enqueued. Answers with the key as well, which is made here if there is none.
 */
export async function sendSignal(
  parts: Parts,
  run: RunSummary,
  { name, payload, by, key = randomUUID() }: IncomingSignal,
  takers: Takers,
): Promise<SignalAnswer & { readonly key: string }> {
  faultPoint('signal.before-commit');
  const answer = await parts.store.runs.apply({
    kind: 'signal',
    id: toSignalId(key),
    runId: run.runId,
    issuer: parts.carrier.issuer,
    name,
    key,
    body: JSON.stringify({ payload, ...(by !== undefined && { by }) }),
    ...takers,
  });
  faultPoint('signal.after-commit');
  if (answer.result === 'refused') return { ...answer, key };
  const context = await toContext(parts, run);
  if (context !== undefined) await carryOut(parts.carrier, context, answer, { because: 'unblock' });
  return { ...answer, key };
}

/** Whether a run took the signal of this key. It sends nothing. */
export async function hasTaken(parts: Parts, runId: string, name: string, key: string): Promise<boolean> {
  const { issuer } = parts.carrier;
  const signal = { id: toSignalId(key), runId, issuer, name, key, body: '{}' };
  const answer = await parts.store.runs.apply({ kind: 'signal', ...signal, waiters: [], orElse: 'refuse' });
  return answer.result === 'repeated';
}

/**
 * By its key: whoever sends the signal again finds what is still to be done because of it. Keys may have any
 * characters.
 */
const toSignalId = (key: string): string =>
  `signal:${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;

/** The plan of a run. Throws `Refusal` WORKFLOW_MISSING. */
export async function needPlan(parts: Parts, { meta }: RunSummary): Promise<Plan> {
  const plan = await parts.plans.load(meta.tenant, meta.workflow, meta.version);
  if (plan !== undefined) return plan;
  const message = `The store has no workflow ${meta.workflow}@${meta.version}. Push that definition again, and send the signal once more.`;
  throw new Refusal(500, 'WORKFLOW_MISSING', message);
}

/** Says why a run does not take a signal. Throws `Refusal` RUN_UNKNOWN, MAILBOX_FULL, SIGNAL_LIMIT, KEY_REUSED or RUN_ENDED. */
export function refuseSignal(
  runId: string,
  { reason, status }: { readonly reason: string; readonly status?: RunStatus },
): never {
  switch (reason) {
    case 'unknown':
      throw unknownRun(runId);
    case 'full': {
      const message = `The run ${runId} keeps as many signals as it may: 1,000 or 1 MiB that no step has taken. Send it again once its steps have taken some.`;
      throw new Refusal(429, 'MAILBOX_FULL', message, { retryAfterMs: 5_000 });
    }
    case 'limit': {
      const message = `The run ${runId} has taken ${LIMITS.signals.toLocaleString('en')} signals, and takes no more. Start another run for what comes next, for example as a child, or put more into one signal.`;
      throw new Refusal(409, 'SIGNAL_LIMIT', message);
    }
    case 'reused': {
      const message = `The run ${runId} has taken another signal or answer under this Idempotency-Key. Choose a new key.`;
      throw new Refusal(409, 'KEY_REUSED', message);
    }
    default:
      throw runEnded(runId, status);
  }
}
