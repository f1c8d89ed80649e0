import {
  isTerminal,
  LIMITS,
  Refusal,
  type RunStatus,
  type SignalAccepted,
  TERMINAL_RUN_STATUSES,
} from '@ag06/contracts';
import { findSimilarName, type Plan } from '@ag06/engine';
import type { RunSummary } from '@ag06/store';
import type { Parts } from '../../parts.ts';
import { needOf } from '../load-run-of.ts';
import { hasTaken, type IncomingSignal, needPlan, refuseSignal, sendSignal } from './send-signal.ts';

const OPEN: readonly RunStatus[] = ['scheduled', 'running', 'waiting', 'paused'];
const ENDED: readonly RunStatus[] = TERMINAL_RUN_STATUSES;
/** So many runs of one correlation id are looked at; two that want the signal are too many. */
const CANDIDATES = 50;

/** `isRepeat`: its key came before, and this signal changes nothing. */
export type SentSignal = SignalAccepted & { readonly isRepeat: boolean };

/**
 * Sends a signal to a run. The step that has been waiting longest for its name completes with the payload; if none waits,
 * the run keeps the signal for the next one.
 *
 * Throws `Refusal` RUN_UNKNOWN, SIGNAL_UNKNOWN, SIGNAL_INVALID, RUN_ENDED, MAILBOX_FULL or SIGNAL_LIMIT.
 */
export async function signalRun(
  parts: Parts,
  tenant: string,
  runId: string,
  signal: IncomingSignal,
): Promise<SentSignal> {
  const run = await needOf(tenant, runId, parts.store.runs.loadSummary(runId));
  return send(parts, run, signal, await needPlan(parts, run));
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
  const { runs, next } = await parts.store.runs.listRuns({ ...query, statuses: OPEN });
  if (signal.key !== undefined) {
    // Asked after the open ones: a run that ends meanwhile is in either list.
    const ended = await parts.store.runs.listRuns({ ...query, statuses: ENDED });
    const taker = await findTaker(parts, [...runs, ...ended.runs], signal.name, signal.key);
    if (taker !== undefined) return sendAgain(parts, taker, signal, signal.key);
  }
  const all = await Promise.all(runs.map(async (run) => ({ run, plan: await findPlan(parts, run) })));
  const taking = all.flatMap(({ run, plan }) =>
    plan !== undefined && stepsFor(plan, signal.name).length > 0 ? [{ run, plan }] : [],
  );
  const [first, ...others] = taking;
  if (first === undefined) {
    const message = `No open run of the correlation id ${correlationId} has a step that waits for ${signal.name}.`;
    throw new Refusal(404, 'SIGNAL_UNKNOWN', message);
  }
  if (others.length === 0 && next === undefined) return send(parts, first.run, signal, first.plan);
  const found = taking.map(({ run: { runId } }) => ({
    path: 'correlationId',
    expected: 'one run that takes this signal',
    got: runId,
  }));
  const message = `${found.length}${next === undefined ? '' : ' or more'} runs of the correlation id ${correlationId} take the signal ${signal.name}. Name the run, or its workflow.`;
  throw new Refusal(409, 'SIGNAL_AMBIGUOUS', message, { errors: found.slice(0, LIMITS.errors) });
}

/** The run that took the signal of this key. A repeat must not reach another run. */
async function findTaker(
  parts: Parts,
  runs: readonly RunSummary[],
  name: string,
  key: string,
): Promise<RunSummary | undefined> {
  const taken = await Promise.all(runs.map(({ runId }) => hasTaken(parts, runId, name, key)));
  return runs[taken.indexOf(true)];
}

/** In a run that is open, a repeat finds what is still to be done because of the signal. */
async function sendAgain(
  parts: Parts,
  run: RunSummary,
  signal: IncomingSignal,
  key: string,
): Promise<SentSignal> {
  const plan = isTerminal(run.status) ? undefined : await findPlan(parts, run);
  if (plan !== undefined) return send(parts, run, signal, plan);
  return { runId: run.runId, name: signal.name, key, isRepeat: true };
}

const findPlan = (parts: Parts, { meta }: RunSummary): Promise<Plan | undefined> =>
  parts.plans.load(meta.tenant, meta.workflow, meta.version);

async function send(parts: Parts, run: RunSummary, signal: IncomingSignal, plan: Plan): Promise<SentSignal> {
  judge(plan, run, signal);
  const waiters = stepsFor(plan, signal.name).map(({ id }) => id);
  const answer = await sendSignal(parts, run, signal, { waiters });
  if (answer.result === 'refused') return refuseSignal(run.runId, answer);
  const { runId } = run;
  return { runId, name: signal.name, key: answer.key, isRepeat: answer.result === 'repeated' };
}

/** The steps of a plan that wait for signals, which those that ask a person are too. */
const waitingSteps = (plan: Plan) =>
  [...plan.steps.values()].flatMap((step) =>
    step.kind === 'signal' || step.kind === 'approve' ? [step] : [],
  );

const stepsFor = (plan: Plan, name: string) => waitingSteps(plan).filter(({ signal }) => signal === name);

/** Whether a step waits for a signal of this name, and every one that does takes its payload. */
function judge(plan: Plan, { runId, meta }: RunSummary, { name, payload }: IncomingSignal): void {
  const steps = stepsFor(plan, name);
  if (steps.length === 0) {
    const similar = findSimilarName(
      name,
      waitingSteps(plan).map(({ signal }) => signal),
    );
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
