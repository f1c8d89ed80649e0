import { isTerminal, Refusal, type RunStatus } from '@ag06/contracts';
import { carryOut, faultPoint } from '@ag06/runtime';
import { toContext } from '../../duties/to-context.ts';
import type { Parts } from '../../parts.ts';
import { runEnded } from '../../refusals/run-ended.ts';
import { unknownRun } from '../../refusals/unknown-run.ts';
import { needOf } from '../load-run-of.ts';

/**
 * Lets agents and workflows act for real in a fork with recorded effects. Its steps that wait for that go on. May be repeated.
 * A run that was open and is completed was allowed before, by this call if its reply was lost, or needs it no more.
 *
 * Throws `Refusal` RUN_UNKNOWN, RUN_NOT_FORKED or RUN_ENDED.
 */
export async function allowNames(
  { store, carrier, plans }: Pick<Parts, 'store' | 'carrier' | 'plans'>,
  tenant: string,
  runId: string,
  names: readonly string[],
  by: string | undefined,
): Promise<RunStatus> {
  const run = await needOf(tenant, runId, store.runs.loadSummary(runId));
  if (run.meta.fork?.effects !== 'recorded') {
    const message = `The run ${runId} is no fork with recorded effects: all of its steps may act.`;
    throw new Refusal(409, 'RUN_NOT_FORKED', message);
  }
  faultPoint('allow.before-commit');
  const answer = await store.runs.apply({
    kind: 'commit',
    id: carrier.createId(),
    runId,
    issuer: carrier.issuer,
    guard: { on: 'run', statuses: ['running', 'paused'] },
    change: { to: 'allowed', names, by },
    next: [],
    end: undefined,
    emitted: [],
    known: [],
  });
  faultPoint('allow.after-commit');
  if (answer.result === 'refused') {
    if (answer.status === undefined) throw unknownRun(runId);
    if (answer.status === 'completed' && !isTerminal(run.status)) return answer.status;
    throw runEnded(runId, answer.status);
  }
  const context = await toContext({ plans }, run);
  if (context !== undefined) await carryOut(carrier, context, answer, { because: 'unblock' });
  return answer.status;
}
