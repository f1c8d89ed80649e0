/** The longest distance of two ticks. */
const LONGEST_MS = 250;
/** By which share of that it may be shorter. */
const SPREAD = 0.1;

/**
 * The distance of two ticks. It differs from process to process: with the same one, of several processes that look for the same
 * work always the same one would find it first.
 */
export const TICK_MS = LONGEST_MS * (1 - SPREAD * Math.random());

interface Tick {
  readonly timer: NodeJS.Timeout;
  readonly acts: Set<() => void>;
}

/** By their numbers since the start of the process. */
const ticks = new Map<number, Tick>();

/** A timer may fire a little before its tick. */
const EARLY_MS = 1;

/**
 * Calls `act` at the last tick of this process before `afterMs` have passed; after `afterMs` if that tick comes in less than half
 * of them. All that is due at one tick wakes the process once, so a process with many duties sleeps most of the time.
 * Returns a function that cancels it. It does not keep the process alive.
 */
export function callAtTick(afterMs: number, act: () => void): () => void {
  const now = performance.now();
  const number = Math.floor((now + afterMs + EARLY_MS) / TICK_MS);
  const inMs = number * TICK_MS - now;
  if (inMs < afterMs / 2) {
    const timer = setTimeout(act, afterMs).unref();
    return () => clearTimeout(timer);
  }
  const tick = ticks.get(number) ?? addTick(number, inMs);
  tick.acts.add(act);
  return () => {
    tick.acts.delete(act);
    if (tick.acts.size > 0) return;
    clearTimeout(tick.timer);
    if (ticks.get(number) === tick) ticks.delete(number);
  };
}

function addTick(number: number, inMs: number): Tick {
  const acts = new Set<() => void>();
  const timer = setTimeout(() => {
    ticks.delete(number);
    for (const act of acts) act();
  }, inMs).unref();
  const tick = { timer, acts };
  ticks.set(number, tick);
  return tick;
}
