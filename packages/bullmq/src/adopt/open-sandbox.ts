import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Refusal } from '@ag06/contracts';
import { ChildPool, type Job } from 'bullmq';
import type createSandbox from 'bullmq/dist/esm/classes/sandbox.js';

const require = createRequire(import.meta.url);

/** In the repository the child runs the source, in a package the built JavaScript. */
const MAIN = new URL(`./main-sandbox${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
/** As long as BullMQ waits for a child process that it asked to end. */
const KILL_AFTER_MS = 30_000;

interface Sandbox {
  run(job: Job, token: string, signal: AbortSignal): Promise<unknown>;
  /** Ends the child processes. */
  close(): Promise<void>;
}

interface Run {
  child: ReturnType<ChildPool['retain']> | undefined;
}

/** Remembers which child process a call got. */
class NotedPool extends ChildPool {
  readonly runs = new AsyncLocalStorage<Run>();

  override retain(file: string): ReturnType<ChildPool['retain']> {
    const child = super.retain(file);
    const run = this.runs.getStore();
    if (run !== undefined) run.child = child;
    return child;
  }
}

/**
 * Runs a file's default export in child processes, with BullMQ's own sandbox. A child that does not heed the signal of its call is
 * killed a while after that aborts: its place is free then, and the next call starts another one.
 *
 * @throws Refusal PROCESSOR_MISSING
 */
export function openSandbox(file: string | URL, killAfterMs = KILL_AFTER_MS): Sandbox {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  if (!existsSync(path)) {
    throw new Refusal(
      422,
      'PROCESSOR_MISSING',
      `There is no file ${path}. Give fromProcessor a function, or the path of a file with a default export.`,
    );
  }
  const pool = new NotedPool({ mainFile: fileURLToPath(MAIN) });
  const call = loadSandbox()(path, pool);
  const run: Sandbox['run'] = async (job, token, signal) => {
    const own: Run = { child: undefined };
    let timer: NodeJS.Timeout | undefined;
    const kill = (): void => {
      own.child?.then(
        (child) => pool.kill(child),
        () => {},
      );
    };
    const killLater = (): void => {
      timer = setTimeout(kill, killAfterMs).unref();
    };
    signal.addEventListener('abort', killLater, { once: true });
    if (signal.aborted) killLater();
    try {
      return await pool.runs.run(own, () => call(job, token, signal));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', killLater);
    }
  };
  return { run, close: () => pool.clean() };
}

/** BullMQ exports its sandbox to its own workers only. */
function loadSandbox(): typeof createSandbox.default {
  const loaded: unknown = require('bullmq/dist/cjs/classes/sandbox.js');
  if (isSandboxModule(loaded)) return loaded.default;
  throw new Error(
    'This version of BullMQ keeps its sandbox elsewhere. Install the one that @ag06/bullmq names.',
  );
}

const isSandboxModule = (loaded: unknown): loaded is { readonly default: typeof createSandbox.default } =>
  typeof loaded === 'object' &&
  loaded !== null &&
  'default' in loaded &&
  typeof loaded.default === 'function';
