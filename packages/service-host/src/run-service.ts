import { collectAtRest } from './collect-at-rest.ts';
import { judgeStartError } from './judge-start-error.ts';
import { onEndingSignals } from './on-ending-signals.ts';
import type { SettingsResult } from './settings.ts';
import { isSupervised, tellSupervisor, watchSupervisor } from './watch-supervisor.ts';

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

/** A start that was asked to end ends within this time, or the process exits without it. */
const START_ENDS_WITHIN_MS = 2_000;

/**
 * The life of a service's process: it exits with 2 if its settings are wrong or the operator has something to mend,
 * each told in a sentence on stderr; it drains on the first SIGTERM or SIGINT, or when its supervisor is gone, and
 * exits at once on another one that comes a second later. A start ends too: its signal is aborted, and it waits for nothing any more.
 */
export async function runService<T>(
  name: string,
  settings: SettingsResult<T>,
  start: (config: T, ending: AbortSignal) => Promise<RunningService>,
): Promise<void> {
  if (!settings.ok) {
    for (const problem of settings.problems) process.stderr.write(`${name}: ${problem}\n`);
    process.exit(EXIT_USAGE);
  }
  collectAtRest(name);
  const ending = endOnRequest();
  try {
    const service = await startInTime(start(settings.config, ending.signal), ending.signal);
    stopOnEnding(service, ending);
    if (ending.signal.aborted) return;
    service.announce();
    tellSupervisor();
  } catch (error) {
    if (ending.signal.aborted) process.exit(0);
    // Anything else is a defect, and keeps its stack.
    const problem = judgeStartError(error);
    if (problem === undefined) throw error;
    process.stderr.write(`${name}: ${problem.message} (${problem.code})\n`);
    process.exit(EXIT_USAGE);
  }
}

/**
 * Returns what is aborted when the process is asked to end: by SIGTERM, SIGINT, or because its supervisor is gone.
 * Another SIGTERM or SIGINT exits at once.
 */
function endOnRequest(): AbortController {
  const ending = new AbortController();
  onEndingSignals(
    () => {
      if (ending.signal.aborted) process.exit(1);
      ending.abort();
    },
    isSupervised() ? ['SIGTERM'] : undefined,
  );
  // The Ctrl-C of a terminal comes here, too; the supervisor decides in which order its processes end.
  if (isSupervised()) process.on('SIGINT', () => {});
  watchSupervisor(() => ending.abort());
  return ending;
}

/** Waits for the start no longer than it may take once the end was asked for. */
async function startInTime(start: Promise<RunningService>, ending: AbortSignal): Promise<RunningService> {
  let timer: NodeJS.Timeout | undefined;
  const onEnding = () => {
    timer = setTimeout(() => process.exit(0), START_ENDS_WITHIN_MS);
  };
  ending.addEventListener('abort', onEnding, { once: true });
  try {
    return await start;
  } finally {
    ending.removeEventListener('abort', onEnding);
    clearTimeout(timer);
  }
}

function stopOnEnding(service: RunningService, ending: AbortController): void {
  const drain = () => {
    setTimeout(() => process.exit(0), service.stopWithinMs);
    void service.stop().finally(() => process.exit(0));
  };
  if (ending.signal.aborted) drain();
  else ending.signal.addEventListener('abort', drain, { once: true });
  void service.asked?.then(() => ending.abort());
}
