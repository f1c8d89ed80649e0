import type { Job, RedisQueueBackend } from 'bullmq';
import { endTogether } from './end-together.ts';
import { NextLook } from './next-look.ts';
import type { QueueClock } from './queue-clock.ts';
import { repairFields } from './repair-reply.ts';

/** The commands whose reply begins with the fields of a fetched job and its id. */
const FETCHING_COMMANDS: ReadonlySet<string> = new Set(['moveToActive', 'moveToFinished', 'moveToDelayed']);
/** Which of their arguments, keys included, is the present by the host's clock. */
const NOW_AT: ReadonlyMap<string, number> = new Map([
  ['moveToActive', 12],
  ['moveToFinished', 15],
  ['moveToDelayed', 12],
]);
/** The place in their reply of the time at which the next delayed job is due; 0 if there is none. */
const DELAY_UNTIL = 3;
/** The one field of a job that BullMQ hands on and we do not use: the worker's name. */
const CARRIER_FIELD = 'pb';

/** The answer of `moveToActive` when there is no job. */
const NO_JOB = [0, 0, 0, 0];

interface FetchWatch {
  /**
   * Whether a fetch may be sent; otherwise it finds nothing. A closing BullMQ worker still sends one after its wait.
   */
  readonly mayFetch: () => boolean;
  /** Called when a fetch was answered. */
  readonly onFetched: () => void;
  /** The clock for the queue's times. */
  readonly clock: QueueClock;
  /** Called with fields that are not what BullMQ expects. */
  readonly onBroken: (jobId: string, fields: readonly string[]) => void;
}

/**
 * Examines every fetched job before BullMQ parses it: repairs it, and records when the fetch was sent. Leaves looks out as `NextLook` says.
 */
export function watchFetches(
  backend: RedisQueueBackend,
  { mayFetch, onFetched, onBroken, clock }: FetchWatch,
): void {
  const next = new NextLook();
  const waitForJob = backend.waitForJob.bind(backend);
  backend.waitForJob = async (timeout) => {
    const marker = await waitForJob(endTogether(timeout, performance.now()));
    next.noteWait();
    return marker === null ? null : { ...marker, score: toHostTime(marker.score, clock) };
  };
  const execCommand = backend.execCommand.bind(backend);
  backend.execCommand = (client, commandName, args) => {
    if (!FETCHING_COMMANDS.has(commandName)) return execCommand(client, commandName, args);
    const isLook = commandName === 'moveToActive';
    if (isLook && (next.isLeftOut() || !mayFetch())) return Promise.resolve(NO_JOB);
    const sentAt = performance.now();
    const send = () => execCommand(client, commandName, toQueueTime(commandName, args, clock));
    const reply: unknown = clock.isReady ? send() : clock.ready().then(send);
    if (!(reply instanceof Promise)) return reply;
    return reply.then((value: unknown) => {
      onFetched();
      if (isLook && Array.isArray(value)) next.noteAnswer(value);
      if (Array.isArray(value) && typeof value[DELAY_UNTIL] === 'number')
        value[DELAY_UNTIL] = toHostTime(value[DELAY_UNTIL], clock);
      if (!Array.isArray(value) || !Array.isArray(value[0])) return value;
      const fields: unknown[] = value[0];
      const broken = repairFields(fields);
      if (broken.length > 0) onBroken(String(value[1]), broken);
      fields.push(CARRIER_FIELD, String(sentAt));
      return value;
    });
  };
}

/** `performance.now()` when the command was sent that fetched this job. */
export function fetchSentAt(job: Job): number {
  const sentAt = Number(job.processedBy);
  return Number.isFinite(sentAt) ? sentAt : Number.NEGATIVE_INFINITY;
}

/** BullMQ reads the clock of the host; the queue uses its database's. */
function toQueueTime(command: string, args: readonly unknown[], clock: QueueClock): unknown[] {
  const at = NOW_AT.get(command) ?? -1;
  const copy = [...args];
  if (Number.isFinite(Number(args[at]))) copy[at] = clock.now();
  return copy;
}

/** A time that BullMQ will compare with the host's clock. */
const toHostTime = (moment: number, clock: QueueClock): number =>
  moment > 0 ? Math.max(1, moment - clock.offset()) : moment;
