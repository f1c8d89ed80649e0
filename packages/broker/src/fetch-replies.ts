import type { Job, RedisQueueBackend } from 'bullmq';
import { repairFields } from './repair-reply.ts';

/** The commands whose reply begins with the fields of a job that was fetched, and its id. */
const FETCHING_COMMANDS: ReadonlySet<string> = new Set(['moveToActive', 'moveToFinished', 'moveToDelayed']);
/** The one field of a job that BullMQ hands on and we do not use: the worker's name. */
const CARRIER_FIELD = 'pb';

/** What `moveToActive` answers when there is no job. */
const NO_JOB = [0, 0, 0, 0];

export interface FetchWatch {
  /** Whether a fetch may be sent; else it finds nothing. A closing BullMQ worker still sends one after its blocking read. */
  readonly mayFetch: () => boolean;
  /** Told that a fetch was answered. */
  readonly onFetched: () => void;
  /** Told of fields that are not what BullMQ expects. */
  readonly onBroken: (jobId: string, fields: readonly string[]) => void;
}

/** Looks at every job that this backend fetches before BullMQ parses it: mends it, and notes when the fetch was sent. */
export function watchFetches(
  backend: RedisQueueBackend,
  { mayFetch, onFetched, onBroken }: FetchWatch,
): void {
  const execCommand = backend.execCommand.bind(backend);
  backend.execCommand = (client, commandName, args) => {
    if (!FETCHING_COMMANDS.has(commandName)) return execCommand(client, commandName, args);
    if (commandName === 'moveToActive' && !mayFetch()) return Promise.resolve(NO_JOB);
    const sentAt = performance.now();
    const reply: unknown = execCommand(client, commandName, args);
    if (!(reply instanceof Promise)) return reply;
    return reply.then((value: unknown) => {
      onFetched();
      if (!Array.isArray(value) || !Array.isArray(value[0])) return value;
      const fields: unknown[] = value[0];
      const broken = repairFields(fields);
      if (broken.length > 0) onBroken(String(value[1]), broken);
      fields.push(CARRIER_FIELD, String(sentAt));
      return value;
    });
  };
}

/** `performance.now()` of the moment at which the command was sent that fetched this job. */
export function fetchSentAt(job: Job): number {
  const sentAt = Number(job.processedBy);
  return Number.isFinite(sentAt) ? sentAt : Number.NEGATIVE_INFINITY;
}
