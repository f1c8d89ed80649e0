import { type RunReasonView, type StepWait, toRfc3339, type WaitsFor } from '@ag06/contracts';
import { findActionOf, tellStepWait } from '@ag06/contracts/api';
import type { ExplainFacts } from './explain-facts.ts';

/**
 * Explains in a sentence why a step waits, with the times of its beginning and end, and the action that would end it.
 */
export function explainWaitOf(step: string, wait: WaitsFor, facts: ExplainFacts): RunReasonView {
  const { run, paused, lastEvents } = facts;
  const seen = lastEvents.get(step);
  const since = seen && toRfc3339(seen.at);
  const reason = (more: Pick<RunReasonView, 'sentence'> & Partial<RunReasonView>): RunReasonView => ({
    step,
    code: wait.reason,
    ...(since !== undefined && { since }),
    ...more,
  });
  switch (wait.reason) {
    case 'dependencies':
      return reason({
        sentence: `${step} waits for ${wait.steps.join(', ')}.`,
        since: toRfc3339(run.createdAt),
      });
    case 'start':
      return reason({ sentence: `${step} waits for the start of the run.`, since: toRfc3339(run.createdAt) });
    case 'pause': {
      const by = typeof paused?.by === 'string' ? ` by ${paused.by}` : '';
      const sentence = `${step} does not begin, because the run is paused${by}.`;
      const action = `ag06 runs resume ${run.runId}`;
      return reason({ sentence, action, ...(paused !== undefined && { since: toRfc3339(paused.at) }) });
    }
    case 'breaker': {
      const { dependency, until, lastError } = wait;
      const next =
        until === undefined ? 'Calls are tried again one by one' : `The next call is tried at ${until}`;
      const last =
        lastError === undefined ? '' : ` The last error was ${lastError.code}: ${lastError.message}`;
      const sentence = `${step} waits because calls of ${dependency} failed. ${next}.${last}`;
      const action = `ag06 breakers close ${dependency}`;
      return reason({ sentence, action, ...(until !== undefined && { until }) });
    }
    case 'backoff': {
      const what = wait.item === undefined ? 'its next attempt' : `the next attempt of item ${wait.item}`;
      return reason({
        sentence: `${step} failed and waits for ${what} at ${wait.until}.`,
        until: wait.until,
      });
    }
    case 'permission': {
      const { name } = wait;
      const sentence = `${step} would call ${name} with an input that the source of this fork did not record: it waits until ${name} is allowed to act.`;
      return reason({ sentence, action: `ag06 runs allow ${run.runId} ${name}` });
    }
    case 'worker': {
      const { agent, didYouMean } = wait;
      const near = didYouMean === undefined ? '' : ` Did you mean ${didYouMean}, which is served?`;
      const sentence = `${step} waits because no worker serves ${agent}.${near}`;
      return reason({
        sentence,
        action: `Start a worker that serves ${agent} (ag06 worker --agents FILE), or in an embedded fleet add its file to ag06.agents in package.json, then stop ag06 up and start it again.`,
      });
    }
    case 'queue':
      return reason(explainQueue(step, wait, facts));
    case 'repair':
      return reason({
        sentence: `${step} is held by nobody, because a process died. The watchdog sends it within 30 s.`,
        until: toRfc3339(facts.now + 30_000),
      });
    default:
      return reason(explainStepWait({ runId: run.runId, step }, wait));
  }
}

/** For what it waits because of its kind. */
function explainStepWait(
  at: { readonly runId: string; readonly step: string },
  wait: StepWait,
): Pick<RunReasonView, 'sentence'> & Partial<RunReasonView> {
  const action = findActionOf(wait, at);
  return {
    sentence: `${at.step} waits for ${tellStepWait(wait)}.`,
    ...(action !== undefined && { action }),
    ...('until' in wait && wait.until !== undefined && { until: wait.until }),
    ...('runId' in wait && { child: wait.runId }),
  };
}

function explainQueue(
  step: string,
  { agent, ahead, ageMs, heldBack }: Extract<WaitsFor, { reason: 'queue' }>,
  { rates, now }: ExplainFacts,
): Pick<RunReasonView, 'sentence'> & Partial<RunReasonView> {
  const place = `${step} is on the queue of ${agent} for ${Math.round(ageMs / 1_000)} s, with ${ahead} before it`;
  const since = toRfc3339(now - ageMs);
  if (heldBack === 'paused') {
    const sentence = `${place}. The queue is paused in BullMQ itself.`;
    return { sentence, since, action: `Resume the queue agent.${agent} in BullMQ.` };
  }
  if (heldBack !== undefined) {
    return { sentence: `${place}. The ${heldBack} limit of the queue in BullMQ is used up.`, since };
  }
  const rate = rates.get(agent) ?? 0;
  if (rate <= 0) return { sentence: `${place}. No rate of ${agent} was measured lately.`, since };
  const until = toRfc3339(now + ((ahead + 1) / rate) * 1_000);
  const sentence = `${place}. At ${rate.toPrecision(2)} attempts a second it is expected to start at ${until}.`;
  return { sentence, since, until };
}
