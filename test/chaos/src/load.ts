import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import { type DrawnSubmission, drawSubmission } from './drawn-submission.ts';
import type { Steerer } from './steerer.ts';
import type { Submitter } from './submitter.ts';

/** A run that has not failed by then is not retried. */
const RETRY_WITHIN_MS = 40_000;

/** What a client does to runs, and remembers. */
export interface Client {
  readonly submitter: Submitter;
  readonly steerer: Steerer;
}

/** One client at work, until `over` aborts; ends what it began. It begins with `first`. */
export async function runClient(
  client: Client,
  first: readonly DrawnSubmission[],
  random: Random,
  pauseMs: number,
  over: AbortSignal,
): Promise<void> {
  const later: Promise<void>[] = [];
  for (let i = 0; !over.aborted; i++) {
    const drawn = first[i] ?? drawSubmission(random, pauseMs);
    later.push(...(await submitOne(client, drawn, `key-${random.seed}-${i}`)));
    await delay(drawn.thinkMs);
  }
  await Promise.all(later);
}

/** Answers what goes on in the background. */
async function submitOne(
  { submitter, steerer }: Client,
  drawn: DrawnSubmission,
  someKey: string,
): Promise<Promise<void>[]> {
  const { body, hasKey, isTwice, isContradicted, repeatAfterMs, cancelAfterMs } = drawn;
  const key = hasKey ? someKey : undefined;
  const callers = Array.from({ length: isTwice ? 2 : 1 }, () => submitter.submit(body, key));
  const [end] = await Promise.all(callers);
  const later: Promise<void>[] = [];
  if (repeatAfterMs !== undefined) later.push(repeat(submitter, body, key, repeatAfterMs));
  if (end?.is !== 'acknowledged') return later;
  if (isContradicted) await submitter.submit({ ...body, workflow: otherThan(body.workflow) }, key);
  if (cancelAfterMs !== undefined) later.push(cancel(submitter, end.runId, cancelAfterMs, drawn));
  // Of two callers at once, either may be the one whose correlation id the run has.
  const correlationId = isTwice ? undefined : submitter.correlationIdOf(end.runId);
  later.push(...steer(steerer, end.runId, drawn, correlationId));
  return later;
}

const otherThan = (workflow: string): string => (workflow === 'chain-3' ? 'chain-4' : 'chain-3');

/** The same submission once more, when its run may be over or the fleet in trouble: it gives the same run. */
async function repeat(
  submitter: Submitter,
  body: DrawnSubmission['body'],
  key: string | undefined,
  afterMs: number,
): Promise<void> {
  await delay(afterMs);
  await submitter.submit(body, key);
}

async function cancel(
  submitter: Submitter,
  runId: string,
  afterMs: number,
  { cancelTimes, isTerminated }: DrawnSubmission,
): Promise<void> {
  await delay(afterMs);
  const verb = isTerminated ? 'terminate' : 'cancel';
  await Promise.all(Array.from({ length: cancelTimes }, () => submitter.cancel(runId, verb)));
}

/** Signals, a pause with its end, and a retry: each in its own time. */
function* steer(
  steerer: Steerer,
  runId: string,
  { body, steering }: DrawnSubmission,
  correlationId: string | undefined,
): Iterable<Promise<void>> {
  const { signals, pause, isRetried } = steering;
  for (const { name, number, afterMs, isByCorrelation, isQueued } of signals) {
    const key = `${runId}-${number}`;
    const isNamed = isByCorrelation && correlationId !== undefined;
    const byCorrelation = isNamed ? { correlationId, workflow: body.workflow } : undefined;
    const signal = { runId, name, key, payload: { key, name }, byCorrelation, isQueued };
    yield delay(afterMs).then(() => steerer.signal(signal));
  }
  if (pause !== undefined) yield pauseFor(steerer, runId, pause.afterMs, pause.forMs);
  if (isRetried) yield steerer.retryOnceFailed(runId, RETRY_WITHIN_MS);
}

async function pauseFor(steerer: Steerer, runId: string, afterMs: number, forMs: number): Promise<void> {
  await delay(afterMs);
  await steerer.steer(runId, 'pause');
  await delay(forMs);
  await steerer.steer(runId, 'resume');
}
