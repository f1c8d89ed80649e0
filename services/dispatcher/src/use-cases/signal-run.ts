import { createHash, randomUUID } from 'node:crypto';
import {
  type Json,
  LIMITS,
  Refusal,
  type RunStatus,
  type SignalAccepted,
  TERMINAL_RUN_STATUSES,
} from '@ag06/contracts';
import { findSimilarName, type Plan } from '@ag06/engine';
import { carryOut, faultPoint } from '@ag06/runtime';
import type { RunSummary } from '@ag06/store';
import { toContext } from '../duties/to-context.ts';
import type { Parts } from '../parts.ts';
import { needOf } from './load-run-of.ts';

const OPEN: readonly RunStatus[] = ['scheduled', 'running', 'waiting', 'paused'];
const ENDED: readonly RunStatus[] = TERMINAL_RUN_STATUSES;
/** So many runs of one correlation id are looked at; two that want the signal are too many. */
const CANDIDATES = 50;

/** A signal as it comes in. */
export interface IncomingSignal {
  readonly name: string;
  readonly payload: Json;
  /** Under which the signal is taken once; without one it is always another signal. */
  readonly key: string | undefined;
  /** Who sends it. */
  readonly by: string | undefined;
}

/** `isRepeat`: its key came before, and this signal changes nothing. */
export type SentSignal = SignalAccepted & { readonly isRepeat: boolean };

/**
 * Sends a signal to a run. The step that has been waiting longest for its name completes with the payload; if none
 * waits, the run keeps the signal for the next one.
 *
 * Throws `Refusal` RUN_UNKNOWN, SIGNAL_UNKNOWN, SIGNAL_INVALID, RUN_ENDED or MAILBOX_FULL.
 */
export async function signalRun(
  parts: Parts,
  tenant: string,
  runId: string,
  signal: IncomingSignal,
): Promise<SentSignal> {
  const run = await needOf(tenant, runId, parts.store.runs.loadSummary(runId));
  return send(parts, run, signal);
}

/**
 * Sends a signal to the one open run of this correlation id, and of this workflow if one is named, that declares it.
 *
 * Throws `Refusal` SIGNAL_UNKNOWN if there is no such run, SIGNAL_AMBIGUOUS if there are several, and as `signalRun`.
 */
export async function signalByCorrelation(
  parts: Parts,
  tenant: string,
  { correlationId, workflow }: { readonly correlationId: string; readonly workflow: string | undefined },
  signal: IncomingSignal,
): Promise<SentSignal> {
  const query = {
    tenant,
    workflow,
    correlationId,
    tags: [],
    from: undefined,
    to: undefined,
    after: undefined,
    limit: CANDIDATES,
  };
  const ended =
    signal.key === undefined ? undefined : await parts.store.runs.listRuns({ ...query, statuses: ENDED });
  for (const run of ended?.runs ?? []) {
    if (await wasTaken(parts, run, signal))
      return { runId: run.runId, name: signal.name, key: signal.key ?? '', isRepeat: true };
  }
  const { runs, next } = await parts.store.runs.listRuns({ ...query, statuses: OPEN });
  const plans = await Promise.all(runs.map((run) => planOf(parts, run)));
  const [first, ...others] = runs.filter((_, i) => stepsFor(plans[i], signal.name).length > 0);
  if (first === undefined) {
    const message = `No open run of the correlation id ${correlationId} has a step that waits for ${signal.name}.`;
    throw new Refusal(404, 'SIGNAL_UNKNOWN', message);
  }
  if (others.length === 0 && next === undefined) return send(parts, first, signal);
  const found = [first, ...others].map(({ runId }) => ({
    path: 'correlationId',
    expected: 'one run that takes this signal',
    got: runId,
  }));
  const message = `${found.length}${next === undefined ? '' : ' or more'} runs of the correlation id ${correlationId} take the signal ${signal.name}. Name the run, or its workflow.`;
  throw new Refusal(409, 'SIGNAL_AMBIGUOUS', message, { errors: found.slice(0, LIMITS.errors) });
}

/** Whether a run that has ended took the signal of this key: a repeat must not reach another run. */
async function wasTaken(
  parts: Parts,
  { runId }: RunSummary,
  { name, key = '' }: IncomingSignal,
): Promise<boolean> {
  const { issuer } = parts.carrier;
  const id = toSignalId(key);
  const asked = await parts.store.runs.apply({ kind: 'signal', id, runId, issuer, name, key, body: '{}' });
  return asked.result === 'repeated';
}

async function send(parts: Parts, run: RunSummary, signal: IncomingSignal): Promise<SentSignal> {
  const { runId } = run;
  const { name, payload, by, key = randomUUID() } = signal;
  judge(await planOf(parts, run), run, signal);
  faultPoint('signal.before-commit');
  const answer = await parts.store.runs.apply({
    kind: 'signal',
    id: toSignalId(key),
    runId,
    issuer: parts.carrier.issuer,
    name,
    key,
    body: JSON.stringify({ payload, ...(by !== undefined && { by }) }),
  });
  faultPoint('signal.after-commit');
  if (answer.result === 'refused') return refuse(runId, answer);
  const context = await toContext(parts, run);
  if (context !== undefined) await carryOut(parts.carrier, context, answer, { because: 'unblock' });
  return { runId, name, key, isRepeat: answer.result === 'repeated' };
}

/**
 * Returns a command id derived from the signal's key, so that a repeated signal repeats its command. Keys can have any
 * characters.
 */
const toSignalId = (key: string): string =>
  `signal:${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;

const planOf = (parts: Parts, { meta }: RunSummary): Promise<Plan | undefined> =>
  parts.plans.load(meta.tenant, meta.workflow, meta.version);

const stepsFor = (plan: Plan | undefined, name: string) =>
  [...(plan?.steps.values() ?? [])].flatMap((step) =>
    step.kind === 'signal' && step.signal === name ? [step] : [],
  );

/** Whether a step waits for a signal of this name, and every one that does takes its payload. */
function judge(plan: Plan | undefined, { runId, meta }: RunSummary, { name, payload }: IncomingSignal): void {
  if (plan === undefined) {
    const message = `The store has no workflow ${meta.workflow}@${meta.version}. Push that definition again, and send the signal once more.`;
    throw new Refusal(500, 'WORKFLOW_MISSING', message);
  }
  const steps = stepsFor(plan, name);
  if (steps.length === 0) {
    const known = [...plan.steps.values()].flatMap((step) => (step.kind === 'signal' ? step.signal : []));
    const similar = findSimilarName(name, known);
    const hint = similar === undefined ? '' : ` Did you mean ${similar}?`;
    const message = `No step of the run ${runId} (${meta.workflow}@${meta.version}) waits for the signal ${name}.${hint}`;
    throw new Refusal(404, 'SIGNAL_UNKNOWN', message);
  }
  for (const { id, judgePayload } of steps) {
    const { errors, errorCount } = judgePayload(payload);
    if (errorCount === 0) continue;
    const message = `The payload does not match the schema of the step ${id}.`;
    throw new Refusal(422, 'SIGNAL_INVALID', message, { errors, errorCount });
  }
}

function refuse(
  runId: string,
  { reason, ...answer }: { readonly reason: string; readonly status?: RunStatus },
): never {
  switch (reason) {
    case 'unknown':
      throw new Refusal(404, 'RUN_UNKNOWN', `There is no run ${runId}.`);
    case 'full': {
      const message = `The run ${runId} keeps as many signals as it may: 1,000 or 1 MiB that no step has taken, or 10,000 keys. Send it again once its steps have taken some.`;
      throw new Refusal(429, 'MAILBOX_FULL', message, { retryAfterMs: 5_000 });
    }
    default:
      throw new Refusal(409, 'RUN_ENDED', `The run ${runId} is ${answer.status} already.`);
  }
}
