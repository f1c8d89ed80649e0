/** How many times its limit work may take in all, whatever CPU time there was for it. */
const PATIENCE = 6;

interface CpuLimit {
  readonly signal: AbortSignal;
  /** Work that is done needs no limit. */
  clear(): void;
}

/**
 * Aborts work that takes `limitMs`, if this process has used as much CPU time since: on a machine that gives it little,
 * work is slow through no fault of its own, and has up to six times as long.
 */
export function limitCpuTime(limitMs: number): CpuLimit {
  const controller = new AbortController();
  const from = process.cpuUsage();
  const latest = performance.now() + PATIENCE * limitMs;
  let timer: NodeJS.Timeout | undefined;
  const lookIn = (ms: number) => {
    timer = setTimeout(look, ms).unref();
  };
  const look = () => {
    const { user, system } = process.cpuUsage(from);
    const leftMs = Math.min(limitMs - (user + system) / 1_000, latest - performance.now());
    if (leftMs <= 0) controller.abort();
    else lookIn(Math.max(leftMs, limitMs / 10));
  };
  lookIn(limitMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
