import { LineLog } from './line-log.ts';
import { type GuardedChild, type SpawnOptions, spawnGuarded } from './spawn-guarded.ts';

/** A signal that is meant to end a process. */
export type EndSignal = 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'SIGHUP';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long the last output of an ended process is waited for; a grandchild may hold its pipes open for ever. */
const LAST_OUTPUT_MS = 500;

/** One running child with its output as lines. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  readonly stdout: LineLog;
  readonly stderr: LineLog;
  /** Both streams together, in the order they were read. */
  readonly output: LineLog;
  /** Never rejects; resolves once the process has ended and its output is read. */
  readonly exited: Promise<ProcessExit>;
  readonly hasExited: () => boolean;
  /** Sends the signal, and nothing if the process has ended. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Resolves with the first line, past or future, that matches; rejects when time is up or the process ends. */
  readonly waitForLine: (pattern: RegExp, timeoutMs: number) => Promise<RegExpMatchArray>;
}

/** Starts a guarded child (see {@link spawnGuarded}); rejects if it cannot be started at all. */
export async function startChild(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Child> {
  const child = spawnGuarded(command, args, options);
  const [stdout, stderr, output] = [new LineLog(), new LineLog(), new LineLog()];
  stdout.listen((line) => output.add(line));
  stderr.listen((line) => output.add(line));
  const read = Promise.all([stdout.collect(child.stdout), stderr.collect(child.stderr)]);
  const exited = waitForExit(child, read);
  const pid = await waitForSpawn(child);
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    stdout,
    stderr,
    output,
    exited,
    hasExited,
    signal: (signal) => void child.kill(signal),
    waitForLine: (pattern, timeoutMs) => waitForLine(output, exited, pattern, timeoutMs),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function waitForSpawn(child: GuardedChild): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error('The process started without a pid'));
      else resolve(child.pid);
    });
  });
}

function waitForExit(child: GuardedChild, read: Promise<unknown>): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const timer = setTimeout(() => resolve({ code, signal }), LAST_OUTPUT_MS);
      void read.then(() => {
        clearTimeout(timer);
        resolve({ code, signal });
      });
    });
  });
}

function waitForLine(
  output: LineLog,
  exited: Promise<ProcessExit>,
  pattern: RegExp,
  timeoutMs: number,
): Promise<RegExpMatchArray> {
  const past = output.find(pattern);
  if (past) return Promise.resolve(past);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
    const stopListening = output.listen((line) => {
      const match = line.match(pattern);
      if (match) end(() => resolve(match));
    });
    void exited.then(({ code, signal }) => fail(`the process ended with ${signal ?? `code ${code}`}`));

    function end(settle: () => void) {
      clearTimeout(timer);
      stopListening();
      settle();
    }
    function fail(reason: string) {
      const shown = output.tail(50);
      end(() => reject(new Error(`No line matched ${pattern}: ${reason}. Its last lines:\n${shown}`)));
    }
  });
}
