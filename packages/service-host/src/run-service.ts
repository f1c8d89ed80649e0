import { Refusal } from '@ag06/contracts';
import { StoreError } from '@ag06/store';
import { judgeStartError } from './judge-start-error.ts';
import type { SettingsResult } from './settings.ts';
import { watchSupervisor } from './watch-supervisor.ts';

const EXIT_USAGE = 2;

/** A running service, and how to end it. */
export interface RunningService {
  /** Reports that it is ready. Its reader may then send a signal. */
  announce(): void;
  /** Takes nothing new and finishes the work at hand. May not resolve while a database is away. */
  readonly asked?: Promise<void>;
  /** After this time the process exits, whether `stop` resolved or not. */
  stop(): Promise<void>;
  /** Then the process exits, whether `stop` resolved or not. */
  readonly stopWithinMs: number;
}

/**
 * The life of a service's process: it exits with 2 if its settings are wrong or the operator has something to mend,
 * each told in a sentence on stderr; it drains on the first SIGTERM or SIGINT, or when its supervisor is gone, and
 * exits at once on the second signal.
 */
export async function runService<T>(
  name: string,
  settings: SettingsResult<T>,
  start: (config: T) => Promise<RunningService>,
): Promise<void> {
  if (!settings.ok) {
    for (const problem of settings.problems) process.stderr.write(`${name}: ${problem}\n`);
    process.exit(EXIT_USAGE);
  }
  try {
    const service = await start(settings.config);
    stopInTime(service);
    service.announce();
  } catch (error) {
    // Anything else is a defect, and keeps its stack.
    const problem = error instanceof Refusal || error instanceof StoreError ? error : judgeStartError(error);
    if (problem === undefined) throw error;
    process.stderr.write(`${name}: ${problem.message} (${problem.code})\n`);
    process.exit(EXIT_USAGE);
  }
}

function stopInTime(service: RunningService): void {
  let isStopping = false;
  const drain = () => {
    isStopping = true;
    setTimeout(() => process.exit(0), service.stopWithinMs);
    void service.stop().finally(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      drain();
    });
  }
  const drainOnce = () => {
    if (!isStopping) drain();
  };
  watchSupervisor(drainOnce);
  void service.asked?.then(drainOnce);
}
