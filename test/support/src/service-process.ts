import { fileURLToPath } from 'node:url';
import { COMPILED, findBundle, findBundles, NODE_FLAGS } from './bundle/find-bundle.ts';
import { type EndSignal, type ProcessExit, startChild } from './child-process.ts';

interface ProcessOptions {
  /** A TypeScript (or JavaScript) file: an absolute path, one relative to `cwd`, or a file URL. */
  readonly entry: string | URL;
  readonly args?: readonly string[];
  /** Added to this process's environment, of which `AG06_*`, `OTEL_*`, `NODE_OPTIONS` and jest's own are left out. */
  readonly env: Readonly<Record<string, string>>;
  /** `startProcess` resolves when a line matches; without it, as soon as the process exists. */
  readonly ready?: RegExp;
  readonly readyTimeoutMs?: number;
  readonly cwd?: string;
  /** Runs the module itself where there is a bundle of it: the layout that the repository has. */
  readonly fromSources?: boolean;
}

/** A real Node process that runs a TypeScript file of this repository. */
export interface ServiceProcess extends AsyncDisposable {
  readonly pid: number;
  /** The lines of both streams in the order they were read; the oldest go beyond 20,000. */
  readonly lines: readonly string[];
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Never rejects. Resolves when the process has ended and its output has been read. */
  readonly exited: Promise<ProcessExit>;
  /** The match of the first line, past or future. Rejects with the last 50 lines after `timeoutMs` (15 s) or when the process ends. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  /** Sends the signal (SIGKILL unless told otherwise); resolves when the process has ended. It need not be awaited. */
  kill(signal?: EndSignal): Promise<ProcessExit>;
  /** SIGSTOP. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** SIGKILL, and waits; may be called twice or after the end, and by `await using`. */
  stop(): Promise<void>;
}

/** Tells a hang, not a busy machine. */
const DEFAULT_TIMEOUT_MS = 15_000;
/** A start is the work of seconds where others have the cores. */
const READY_TIMEOUT_MS = 45_000;
/** Starts `entry`, or its bundle, under the Node that runs now, with the workspace packages resolved to their sources. */
export async function startProcess(options: ProcessOptions): Promise<ServiceProcess> {
  const { entry, ready, readyTimeoutMs = READY_TIMEOUT_MS } = options;
  const source = entry instanceof URL ? fileURLToPath(entry) : entry;
  const file = options.fromSources ? source : await findBundle(source);
  const { args = [], env } = options.fromSources ? options : await withBundles(options);
  const argv = [...NODE_FLAGS, '--conditions=@ag06/source', file, ...args];
  const child = await startChild(process.execPath, argv, {
    cwd: options.cwd,
    env: { ...inheritedEnv(), NODE_COMPILE_CACHE: COMPILED, ...env },
  });
  const kill = (signal: EndSignal = 'SIGKILL') => {
    child.signal(signal);
    return child.exited;
  };
  const stop = async () => void (await kill('SIGKILL'));
  if (ready) {
    await child.waitForLine(ready, readyTimeoutMs).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
  }
  return {
    pid: child.pid,
    lines: child.output.lines,
    stdout: child.stdout.lines,
    stderr: child.stderr.lines,
    exited: child.exited,
    waitForLine: (pattern, timeoutMs = DEFAULT_TIMEOUT_MS) => child.waitForLine(pattern, timeoutMs),
    kill,
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Agents that have a bundle are loaded from it: a worker that compiles their sources starts with twice the CPU time. */
async function withBundles({
  args = [],
  env,
}: ProcessOptions): Promise<Pick<ProcessOptions, 'args' | 'env'>> {
  const { AG06_AGENTS: agents } = env;
  return {
    args: await Promise.all(args.map(findBundles)),
    env: { ...env, ...(agents !== undefined && { AG06_AGENTS: await findBundles(agents) }) },
  };
}

/** A developer's own settings must not decide what a test sees. */
function inheritedEnv(): NodeJS.ProcessEnv {
  const isForeign = (name: string) =>
    /^(AG06|JEST|OTEL)_/.test(name) || ['NODE_OPTIONS', 'NODE_ENV', 'TEST_BUNDLES'].includes(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}
