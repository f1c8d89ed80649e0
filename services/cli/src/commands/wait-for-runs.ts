import type { CallOptions, Client, RunEnd } from '@ag06/client';
import { abortOnInterrupt } from '../abort-on-interrupt.ts';
import { parseArguments, requireWord } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { PATIENCE_FLAGS, readPatienceMs, toPatience } from '../patience.ts';
import { readTimerMs } from '../read-duration.ts';
import { tellFailure } from './follow-to-end.ts';

const FLAGS = { timeout: { type: 'string' }, ...PATIENCE_FLAGS } as const;
const RUNS_MAX = 1_000;
/** Of one request. */
const WAIT_MS = 20_000;
/** Of one request when the time is over. */
const LOOK_MS = 5_000;

/** `ag06 runs wait RUN...`: exits with 0 when all of them have completed; with 1 if one ends otherwise, or the time is over. */
export async function waitForRuns(
  args: readonly string[],
  checkRunId: (text: string) => string,
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FLAGS, RUNS_MAX);
  requireWord(parsed, 0, 'run ids');
  const runIds = parsed.positionals.map(checkRunId);
  const timeoutMs = readTimerMs(parsed, 'timeout');
  const ends: RunEnd[] = [];
  const tell = (end: RunEnd) => {
    ends.push(end);
    output.text(`${end.runId}  ${end.status === 'completed' ? end.status : tellFailure(end)}`);
  };
  const stopped = abortOnInterrupt();
  const signal =
    timeoutMs === undefined ? stopped : AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
  const options = { ...toPatience(readPatienceMs(parsed), output.note), signal };
  output.progress?.(`waiting for ${counted(runIds.length, 'run')}`);
  try {
    // A dispatcher that has never answered is not waited for.
    await client.result(runIds[0] ?? '', { signal });
    for (const [i, runId] of runIds.entries()) {
      output.progress?.(`${i} of ${counted(runIds.length, 'run')} ended`);
      tell(await waitForEnd(client, runId, options));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const rest = runIds.slice(ends.length);
    if (stopped.aborted) output.note(`Not waited for any more: ${rest.join(' ')}.`);
    else {
      const open = await lookAt(client, rest, tell);
      if (open.length > 0) output.note(`Not ended: ${open.join(' ')}. Each goes on.`);
    }
  }
  output.json({ items: ends });
  return ends.length === runIds.length && ends.every(({ status }) => status === 'completed')
    ? EXIT.ok
    : EXIT.failed;
}

async function waitForEnd(client: Client, runId: string, options: CallOptions): Promise<RunEnd> {
  for (;;) {
    const result = await client.result(runId, { ...options, waitMs: WAIT_MS });
    if ('output' in result || 'error' in result) return result;
  }
}

/** Tells of the runs that have ended, and returns the others: they were waited for in turn. */
async function lookAt(
  client: Client,
  runIds: readonly string[],
  tell: (end: RunEnd) => void,
): Promise<readonly string[]> {
  const open: string[] = [];
  for (const runId of runIds) {
    const result = await client.result(runId, { timeoutMs: LOOK_MS });
    if ('output' in result || 'error' in result) tell(result);
    else open.push(runId);
  }
  return open;
}
