import { isTerminal, type RunEvent, type RunExplanationView } from '@ag06/contracts';
import type { RunOrigin } from '@ag06/protocol';
import { type RunOutcome, type RunRecord, readLog, type Store } from '@ag06/store';
import { explainOpenRun } from '../explain/explain-open-run.ts';
import { toRates } from '../explain/to-rates.ts';
import type { Parts } from '../parts.ts';
import { describeOrigin } from './describe-run.ts';
import { findWaits } from './find-waits.ts';
import { loadReport } from './list-agents.ts';
import { loadShownRun, needOf, type ShownRunOf } from './load-run-of.ts';
import { WORKER_SEEN_WITHIN_MS } from './worker-seen.ts';

/** The part of a run's log that is read for since when its steps wait. */
const EVENTS_MAX = 2_000;
const BYTES_MAX = 16 * 1024 * 1024;

/** Tells why a run does not move, step by step. Throws `Refusal` RUN_UNKNOWN. */
export async function explainRun(parts: Parts, tenant: string, runId: string): Promise<RunExplanationView> {
  const outcome = await needOf(tenant, runId, parts.store.runs.loadOutcome(runId));
  const explained = isTerminal(outcome.status)
    ? explainEnd(outcome)
    : await explainOpen(parts, await loadShownRun(parts, tenant, runId));
  const { fork } = outcome.meta;
  if (fork === undefined) return explained;
  const sentences = [...explained.sentences, toForkSentence(fork)];
  return { ...explained, sentences, forkedFrom: describeOrigin(fork) };
}

function toForkSentence({ runId, seq, step, effects }: RunOrigin): string {
  const from = step === undefined ? `event ${seq}` : `the step ${step}`;
  return `The run is a fork of ${runId} from ${from}, with ${effects} effects.`;
}

async function explainOpen(parts: Parts, { run, plan }: ShownRunOf): Promise<RunExplanationView> {
  const { runId } = run;
  // It has ended meanwhile.
  if (isTerminal(run.status)) return explainEnd(run);
  if (plan === undefined) return explainMissing(run);
  const { fleet, runs } = parts.store;
  const [waits, log, workers, report, now] = await Promise.all([
    findWaits(parts, run, plan),
    readLastEvents(parts.store, runId),
    fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    loadReport(parts.store),
    runs.now(),
  ]);
  return explainOpenRun({
    run,
    steps: [...plan.steps.keys()],
    waits,
    ...log,
    workers: new Set(workers.map(({ id }) => id)),
    rates: toRates(report, now),
    now,
  });
}

function explainEnd({ runId, status, finishedAt, error }: RunOutcome): RunExplanationView {
  const at = finishedAt === undefined ? '' : ` at ${new Date(finishedAt).toISOString()}`;
  const of = error?.step === undefined ? '' : ` of the step ${error.step}`;
  const why = error === undefined ? [] : [`The reason${of}: ${error.code}: ${error.message}`];
  return { runId, status, sentences: [`The run ended${at}: it is ${status}.`, ...why], reasons: [] };
}

function explainMissing({ runId, status, meta }: RunRecord): RunExplanationView {
  const sentence = `The store has lost version ${meta.version} of the workflow ${meta.workflow}: nothing of the run can go on.`;
  const action = `Push that definition of ${meta.workflow} again, and the watchdog goes on with the run; or cancel it.`;
  return { runId, status, sentences: [sentence, action], reasons: [{ code: 'workflow', sentence, action }] };
}

/**
 * Returns the last event of each step. Returns none for a log that is too long to read, because they might be outdated.
 */
async function readLastEvents({ runs }: Pick<Store, 'runs'>, runId: string) {
  const lastEvents = new Map<string, RunEvent>();
  let paused: RunEvent | undefined;
  let [isWhole, read] = [true, 0];
  for await (const { events, bytes, more } of readLog(runs, runId, { upTo: EVENTS_MAX })) {
    read += bytes;
    for (const { output: _, ...event } of events) {
      if (event.step !== undefined && event.type !== 'custom') lastEvents.set(event.step, event);
      if (event.type === 'run.paused') paused = event;
    }
    isWhole = !more;
    if (read > BYTES_MAX) break;
  }
  return isWhole ? { lastEvents, paused } : { lastEvents: new Map<string, RunEvent>(), paused: undefined };
}
