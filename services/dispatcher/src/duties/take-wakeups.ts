import { type Change, type CommitAnswer, isTerminal, type RunEnd, type RunStatus } from '@ag06/contracts';
import { carryOut, type RunContext } from '@ag06/runtime';
import type { RunRecord, Wakeup } from '@ag06/store';
import { countEnd } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import type { Watchdog } from './watchdog.ts';

const BATCH = 100;
/** A dispatcher that dies with a wake-up in hand loses it for so long. */
const LEASE_MS = 5_000;
const OPEN: readonly RunStatus[] = ['scheduled', 'running', 'waiting', 'paused', 'compensating'];

/** Does what is due: starts delayed runs, ends those whose time is up, looks for stuck ones. */
export async function takeWakeups(parts: Parts, watchdog: Watchdog): Promise<void> {
  const wakeups = await parts.store.runs.takeWakeups(BATCH, LEASE_MS);
  await Promise.all(wakeups.map((wakeup) => handle(parts, watchdog, wakeup)));
}

async function handle(parts: Parts, watchdog: Watchdog, wakeup: Wakeup): Promise<void> {
  switch (wakeup.kind) {
    case 'watchdog':
      return watchdog.look(wakeup);
    case 'start':
      return command(parts, wakeup, ['scheduled'], { to: 'started' }, undefined);
    case 'deadline':
      return command(parts, wakeup, OPEN, { to: 'ended' }, TIMED_OUT);
  }
}

const TIMED_OUT: RunEnd = {
  status: 'timed_out',
  error: JSON.stringify({
    code: 'RUN_TIMED_OUT',
    message: "The run took longer than its workflow's time-out.",
  }),
};

async function command(
  parts: Parts,
  wakeup: Wakeup,
  statuses: readonly RunStatus[],
  change: Change,
  end: RunEnd | undefined,
): Promise<void> {
  const run = await parts.store.runs.loadRun(wakeup.runId);
  const answer = await parts.store.runs.apply({
    kind: 'commit',
    id: parts.carrier.createId(),
    runId: wakeup.runId,
    issuer: parts.carrier.issuer,
    guard: { on: 'run', statuses },
    change,
    next: [],
    end,
    emitted: [],
    known: [],
  });
  if (run !== undefined && answer.result === 'applied' && isTerminal(answer.status))
    countEnd(parts.book, run.meta.workflow, run.createdAt, answer.status);
  if (run !== undefined && answer.result !== 'refused') await follow(parts, run, answer);
  await parts.store.runs.clearWakeup(wakeup);
}

async function follow(
  parts: Parts,
  run: RunRecord,
  answer: Exclude<CommitAnswer, { result: 'refused' }>,
): Promise<void> {
  const context = await toContext(parts, run);
  if (context !== undefined) await carryOut(parts.carrier, context, answer, { because: 'delay' });
}

/** A run as `carryOut` needs it; undefined if its workflow is gone. */
export async function toContext(parts: Parts, run: RunRecord): Promise<RunContext | undefined> {
  const { runId, meta, createdAt, input } = run;
  const plan = await parts.plans.load(meta.tenant, meta.workflow, meta.version);
  return plan && { runId, meta, plan, createdAt, values: new Map([['in', JSON.stringify(input)]]) };
}
