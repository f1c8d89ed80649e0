import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import { type DrawnSubmission, drawSubmission, FIRST_SUBMISSION } from './drawn-submission.ts';
import type { Submitter } from './submitter.ts';

/** One client at work, until `over` aborts; ends what it began. */
export async function runClient(
  submitter: Submitter,
  random: Random,
  pauseMs: number,
  over: AbortSignal,
): Promise<void> {
  const later = await submitOne(submitter, FIRST_SUBMISSION, `key-${random.seed}-0`);
  for (let i = 1; !over.aborted; i++) {
    const drawn = drawSubmission(random, pauseMs);
    later.push(...(await submitOne(submitter, drawn, `key-${random.seed}-${i}`)));
    await delay(drawn.thinkMs);
  }
  await Promise.all(later);
}

/** Answers what goes on in the background. */
async function submitOne(
  submitter: Submitter,
  drawn: DrawnSubmission,
  someKey: string,
): Promise<Promise<void>[]> {
  const { body, hasKey, isTwice, isContradicted, repeatAfterMs, cancelAfterMs, cancelTimes } = drawn;
  const key = hasKey ? someKey : undefined;
  const callers = Array.from({ length: isTwice ? 2 : 1 }, () => submitter.submit(body, key));
  const [end] = await Promise.all(callers);
  const later: Promise<void>[] = [];
  if (repeatAfterMs !== undefined) later.push(repeat(submitter, body, key, repeatAfterMs));
  if (end?.is !== 'acknowledged') return later;
  if (isContradicted) await submitter.submit({ ...body, workflow: otherThan(body.workflow) }, key);
  if (cancelAfterMs !== undefined) later.push(cancel(submitter, end.runId, cancelAfterMs, cancelTimes));
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

async function cancel(submitter: Submitter, runId: string, afterMs: number, times: number): Promise<void> {
  await delay(afterMs);
  await Promise.all(Array.from({ length: times }, () => submitter.cancel(runId)));
}
