import { LIMITS, Refusal } from '@ag06/contracts';
import { RunRecording } from '@ag06/engine';
import { readLargeText } from '@ag06/protocol';
import { type RunStore, readLog } from '@ag06/store';

/** As many as the largest list that a step may have makes, with attempts to spare. */
const EVENTS_MAX = 1_000_000;

/** What the log of a source tells: up to the moment from which it is forked, and to its end. */
export interface Recordings {
  readonly before: RunRecording;
  /** What calls are compared with. The same as `before` where nothing is, or where the whole log counts. */
  readonly whole: RunRecording;
}

/**
 * Reads the outcomes that a run's log tells up to this event; undefined: all. `needsWhole`: the rest is read as well.
 *
 * Throws `Refusal` FORK_FROM_UNKNOWN or FORK_TOO_LARGE.
 */
export async function readRecordings(
  runs: Pick<RunStore, 'loadLogPage'>,
  runId: string,
  upTo: number | undefined,
  needsWhole: boolean,
): Promise<Recordings> {
  const before = await readUpTo(runs, runId, upTo);
  if (upTo === undefined || !needsWhole) return { before, whole: before };
  return { before, whole: await readUpTo(runs, runId, undefined) };
}

async function readUpTo(
  runs: Pick<RunStore, 'loadLogPage'>,
  runId: string,
  upTo: number | undefined,
): Promise<RunRecording> {
  const recording = new RunRecording();
  const last = upTo ?? EVENTS_MAX;
  for await (const { events } of readLog(runs, runId, { upTo: last })) {
    for (const event of events) recording.add(event);
    if (recording.characters > LIMITS.forkCharacters) throw tooLarge(runId);
  }
  if (upTo !== undefined && recording.seq < upTo) throw unknownEvent(runId, upTo, recording.seq);
  if (upTo === undefined && recording.seq >= EVENTS_MAX) throw tooLarge(runId);
  return recording;
}

/** Replaces references in the outcomes of lists that are over by the texts, because the output of a list is made of them. */
export async function resolveLists(
  runs: Pick<RunStore, 'loadLarge'>,
  runId: string,
  { lists, steps }: RunRecording,
): Promise<void> {
  for (const [step, { outcomes }] of lists) {
    if (steps.get(step)?.status !== 'completed') continue;
    for (const [item, outcome] of outcomes) {
      const large = readLargeText(outcome.result);
      if (large !== undefined) outcomes.set(item, { ...outcome, result: await runs.loadLarge(runId, large) });
    }
  }
}

export function tooLarge(runId: string): Refusal {
  const message = `The outcomes of the run ${runId} have more than ${LIMITS.forkCharacters} characters, or its log more than ${EVENTS_MAX} events. Fork it from an earlier event, or start a run of the steps that you want to try.`;
  return new Refusal(413, 'FORK_TOO_LARGE', message);
}

function unknownEvent(runId: string, seq: number, last: number): Refusal {
  const message = `The log of the run ${runId} has no event ${seq}: its last one is ${last}. GET /v1/runs/${runId}/events lists them.`;
  return new Refusal(422, 'FORK_FROM_UNKNOWN', message, {
    errors: [{ path: 'from', expected: `at most ${last}`, got: String(seq) }],
  });
}
