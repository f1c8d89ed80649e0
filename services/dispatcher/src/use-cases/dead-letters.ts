import type { EntryJob } from '@ag06/broker';
import {
  type DeadLetterRedriven,
  type DeadLetterView,
  Refusal,
  RUN_ID_PATTERN,
  remedyOf,
  SIGNALS_QUEUE,
  SUBMISSIONS_QUEUE,
  TERMINAL_RUN_STATUSES,
} from '@ag06/contracts';
import { SIGNAL_JOB, SUBMISSION_JOB } from '@ag06/contracts/api';
import type { FleetStore, StoredDeadLetter } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { readSignalJob } from '../queue/read-signal-job.ts';
import { readSubmission } from '../queue/read-submission.ts';
import { traceSubmission } from '../queue/trace-submission.ts';
import { sendQueued } from './signals/send-queued.ts';
import { startRun } from './start-run.ts';

/** Throws `Refusal` DEAD_LETTER_UNKNOWN. */
export const showLetter = async (fleet: FleetStore, id: string): Promise<DeadLetterView> =>
  toLetterView(await needLetter(fleet, id));

/** Throws `Refusal` DEAD_LETTER_UNKNOWN. */
export async function deleteLetter(fleet: FleetStore, id: string): Promise<void> {
  if (!(await fleet.removeDeadLetter(id))) throw toUnknown(id);
}

/**
 * Processes the delivery of a dead letter again, and deletes the letter. A submission is submitted again; its key makes
 * it one run however often this is asked for. A signal is sent again, in the same way. Of an agent's job only the run matters, because the store knows which
 * steps are to be executed: the watchdog looks at the run at once and enqueues steps that have no job.
 *
 * Throws `Refusal` DEAD_LETTER_UNKNOWN, DEAD_LETTER_FINAL, or DEAD_LETTER_REFUSED if the submission is refused again.
 * The letter stays then.
 */
export async function redriveLetter(parts: Parts, tenant: string, id: string): Promise<DeadLetterRedriven> {
  const { fleet } = parts.store;
  const letter = await needLetter(fleet, id);
  const redriven = await redriveOf(parts, tenant, letter);
  await fleet.removeDeadLetter(id);
  return { id, ...redriven };
}

async function redriveOf(
  parts: Parts,
  tenant: string,
  letter: StoredDeadLetter,
): Promise<Omit<DeadLetterRedriven, 'id'>> {
  switch (letter.queue) {
    case SUBMISSIONS_QUEUE:
      return { runId: await submitAgain(parts, letter), became: 'submitted' };
    case SIGNALS_QUEUE:
      return { runId: await signalAgain(parts, tenant, letter), became: 'sent' };
    default:
      return { runId: await lookAgain(parts, tenant, letter), became: 'looked-at' };
  }
}

async function submitAgain(parts: Parts, letter: StoredDeadLetter): Promise<string> {
  const job = toJob(letter, SUBMISSION_JOB);
  return orRefusedAgain('submission', async () => {
    const submitted = await traceSubmission(job, readSubmission(job), (start) => startRun(parts, start));
    return submitted.runId;
  });
}

async function signalAgain(parts: Parts, tenant: string, letter: StoredDeadLetter): Promise<string> {
  const job = toJob(letter, SIGNAL_JOB);
  return orRefusedAgain('signal', async () => (await sendQueued(parts, tenant, readSignalJob(job))).runId);
}

/**
 * The job of an entry queue once more. If it has no key, one is derived from this: that of the job, so that a retry of the job itself and each redrive
 * of its letter are one submission or signal.
 */
function toJob(letter: StoredDeadLetter, name: string): EntryJob {
  const { id, queue, jobId, reason, data, at, sentAt } = letter;
  if (data === null) throw toFinal(letter, 'What was sent was not kept: it was no JSON, or too large.');
  if (reason === 'JOB_NAME_UNKNOWN')
    throw toFinal(letter, 'The job has a name that its queue does not know.');
  if (sentAt === undefined) return { queue, jobId: `dead letter ${id}`, name, timestamp: at, data };
  return { queue, jobId, name, timestamp: sentAt, data };
}

async function orRefusedAgain(noun: string, act: () => Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal) || error.retryAfterMs !== undefined) throw error;
    const { code, message, errors, errorCount } = error;
    const said = `The ${noun} was refused again. ${code}: ${message}`;
    throw new Refusal(409, 'DEAD_LETTER_REFUSED', said, { errors, errorCount, cause: error });
  }
}

async function lookAgain({ store }: Parts, tenant: string, letter: StoredDeadLetter): Promise<string> {
  const runId = readRunId(letter);
  if (runId === undefined) throw toFinal(letter, 'It names no run: nothing of ours is waiting for it.');
  const run = await store.runs.loadSummary(runId);
  if (run === undefined || run.meta.tenant !== tenant) {
    throw toFinal(letter, `The run ${runId} is gone. Submit it again if it is still wanted.`);
  }
  if (TERMINAL_RUN_STATUSES.some((status) => status === run.status)) {
    throw toFinal(letter, `The run ${runId} is ${run.status}: nothing of it waits for a job.`);
  }
  await store.runs.armWakeup({ subject: 'run', runId, kind: 'watchdog' }, 0);
  return runId;
}

function readRunId({ data }: StoredDeadLetter): string | undefined {
  const runId = typeof data === 'object' && data !== null && 'runId' in data ? data.runId : undefined;
  return typeof runId === 'string' && RUN_ID_PATTERN.test(runId) ? runId : undefined;
}

async function needLetter(fleet: FleetStore, id: string): Promise<StoredDeadLetter> {
  const letter = await fleet.loadDeadLetter(id);
  if (letter === undefined) throw toUnknown(id);
  return letter;
}

const toUnknown = (id: string): Refusal =>
  new Refusal(
    404,
    'DEAD_LETTER_UNKNOWN',
    `There is no dead letter ${id.slice(0, 100)}: it may have been redriven or deleted. GET /v1/dead-letters lists them.`,
  );

const toFinal = ({ id, reason }: StoredDeadLetter, why: string): Refusal =>
  new Refusal(409, 'DEAD_LETTER_FINAL', `The dead letter ${id} (${reason}) cannot be redriven. ${why}`);

export function toLetterView({ at, problem, sentAt: _, ...letter }: StoredDeadLetter): DeadLetterView {
  const remedy = remedyOf(letter.reason);
  return {
    ...letter,
    ...(remedy !== undefined && { remedy }),
    ...(problem !== undefined && { problem: { ...problem } }),
    at: new Date(at).toISOString(),
  };
}
