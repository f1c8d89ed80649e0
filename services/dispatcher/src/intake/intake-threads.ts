import { Refusal } from '@ag06/contracts';
import type { Piscina } from 'piscina';
import { doIntakeTask } from './do-intake-task.ts';
import type { IntakeAnswer, IntakeResults, IntakeTask } from './intake-task.ts';
import { isLight } from './is-light.ts';
import { limitCpuTime } from './limit-cpu-time.ts';
import { toRefusalAgain } from './written-refusal.ts';

const MAX_THREADS = 2;
/** The most tasks that wait. Each is a body of at most 1 MiB. */
const MAX_QUEUE = 64;
const IDLE_TIMEOUT_MS = 30_000;
/** Far more CPU time than bodies within their limits need. A thread that takes longer is ended. */
const TASK_TIMEOUT_MS = 20_000;
const HEAP_MB = 512;
/** A thread may have died of an earlier task, so a task is tried in a second one. */
const TRIES = 2;
const RETRY_AFTER_MS = 1_000;

const isSource = import.meta.url.endsWith('.ts');
const ENTRY = new URL(isSource ? './main-intake.ts' : './main-intake.js', import.meta.url).href;

type TaskOf<Kind extends IntakeTask['kind']> = Extract<IntakeTask, { kind: Kind }>;

export interface IntakeThreadsOptions {
  /** Called with the error of a thread that died. */
  readonly onError: (error: unknown) => void;
  readonly entry?: string;
  readonly maxQueue?: number;
  readonly timeoutMs?: number;
}

/**
 * Parses, compiles and checks outside data: light tasks at once, all others in a few threads, so that nothing from
 * outside blocks the event loop. Threads start with the first task that needs one, and end when there is none.
 */
export class IntakeThreads {
  readonly #options: IntakeThreadsOptions;
  #pool: Promise<Piscina<IntakeTask, IntakeAnswer>> | undefined;
  #isStopped = false;

  constructor(options: IntakeThreadsOptions) {
    this.#options = options;
  }

  /** Throws the task's `Refusal`, or 503 INTAKE_BUSY if the queue is full or the task kills its threads. */
  async run<Kind extends IntakeTask['kind']>(task: TaskOf<Kind>): Promise<IntakeResults[Kind]> {
    const answer = isLight(task) ? doIntakeTask(task) : await this.#runInThread(task);
    if ('refusal' in answer) throw toRefusalAgain(answer.refusal);
    return answer.result as IntakeResults[Kind];
  }

  /** Ends the threads and refuses the present tasks. May be called twice, or before the first task. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.destroy();
  }

  async #runInThread(task: IntakeTask): Promise<IntakeAnswer> {
    for (let attempt = 1; ; attempt++) {
      if (this.#isStopped) throw refuseBusy('This dispatcher stops.');
      const pool = await this.#usePool();
      if (pool.queueSize >= (this.#options.maxQueue ?? MAX_QUEUE))
        throw refuseBusy('The dispatcher has as many large bodies at hand as it takes.');
      const limit = limitCpuTime(this.#options.timeoutMs ?? TASK_TIMEOUT_MS);
      try {
        return await pool.run(task, { signal: limit.signal });
      } catch (error) {
        if (!this.#isStopped) this.#options.onError(error);
        const isTimeout = error instanceof Error && error.name === 'AbortError';
        if (isTimeout) throw refuseBusy('The threads were not done with this body in time.', error);
        if (attempt === TRIES) throw refuseBusy('A thread ended before it was done with this body.', error);
      } finally {
        limit.clear();
      }
    }
  }

  #usePool(): Promise<Piscina<IntakeTask, IntakeAnswer>> {
    this.#pool ??= openPool(this.#options.entry ?? ENTRY).catch((error: unknown) => {
      // The next body tries again.
      this.#pool = undefined;
      throw error;
    });
    return this.#pool;
  }
}

/** Loads the library of the threads too, which most dispatchers never need. */
async function openPool(filename: string): Promise<Piscina<IntakeTask, IntakeAnswer>> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename,
    minThreads: 0,
    maxThreads: MAX_THREADS,
    idleTimeout: IDLE_TIMEOUT_MS,
    // Waiting with `Atomics` would keep a thread from hearing anything else.
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
}

function refuseBusy(what: string, cause?: unknown): Refusal {
  const message = `${what} Nothing was done; try again, or send a smaller body.`;
  return new Refusal(503, 'INTAKE_BUSY', message, { retryAfterMs: RETRY_AFTER_MS, cause });
}
