import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Refusal } from '@ag06/contracts';
import { ChildPool, type Job } from 'bullmq';
import type createSandbox from 'bullmq/dist/esm/classes/sandbox.js';

const require = createRequire(import.meta.url);

export interface Sandbox {
  run(job: Job, token: string, signal: AbortSignal): Promise<unknown>;
  /** Ends the child processes. */
  close(): Promise<void>;
}

/**
 * Runs a file's default export in child processes, with BullMQ's own sandbox. A call whose signal aborts goes on until the
 * child heeds it.
 *
 * @throws Refusal PROCESSOR_MISSING
 */
export function openSandbox(file: string | URL): Sandbox {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  if (!existsSync(path)) {
    throw new Refusal(
      422,
      'PROCESSOR_MISSING',
      `There is no file ${path}. Give fromProcessor a function, or the path of a file with a default export.`,
    );
  }
  const pool = new ChildPool({ mainFile: require.resolve('bullmq/dist/cjs/classes/main.js') });
  const run = loadSandbox()(path, pool);
  return { run: (job, token, signal) => run(job, token, signal), close: () => pool.clean() };
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
