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
  readonly acts: Set<(lateMs: number) => void>;
}

/** By their numbers since the start of the process. */
const ticks = new Map<number, Tick>();

/** Waits that are at least so many ticks long end at ticks whose number is a multiple of it. */
const MEETINGS = [4, 2];
/** Waits of two and of four seconds meet at multiples of so many ticks, up to so many early. */
const PAIR = 8;
const PAIR_EARLY = 3;
/** Waits of so many ticks and more meet at multiples of it: five seconds. */
const LONG = 20;
/** By how many ticks such a wait may be shortened for it: less than two seconds, with what remains of a tick. */
const LONG_EARLY = 7;
/** The least share of a wait: a little less than two ticks of four. */
const LEAST_SHARE = 0.4;

/** A timer may fire a little before its tick. */
const EARLY_MS = 1;

/**
 * Calls `act` at the last tick of this process before `afterMs` have passed at which others meet too: each second one for half a second,
 * each fourth tick for waits of a second and longer, each eighth for two and for four seconds. Waits of five seconds and longer meet at each
 * twentieth, up to two seconds early. After `afterMs` if that tick comes in less than two fifths of them. All that is
 * due at one tick wakes the process once, so a process with many duties sleeps most of the time. Returns a function that cancels
 * it. It does not keep the process alive.
 *
 * @param act is told how late it is called, in milliseconds
 */
export function callAtTick(afterMs: number, act: (lateMs: number) => void): () => void {
  const now = performance.now();
  const number = findTick(now, afterMs);
  if (number === undefined) {
    const timer = setTimeout(() => act(lateSince(now + afterMs)), afterMs).unref();
    return () => clearTimeout(timer);
  }
  const tick = ticks.get(number) ?? addTick(number, number * TICK_MS - now);
  tick.acts.add(act);
  return () => {
    tick.acts.delete(act);
    if (tick.acts.size > 0) return;
    clearTimeout(tick.timer);
    if (ticks.get(number) === tick) ticks.delete(number);
  };
}

/** One that is out of step comes a little earlier each time, until it meets the others. */
function findTick(now: number, afterMs: number): number | undefined {
  const last = Math.floor((now + afterMs + EARLY_MS) / TICK_MS);
  const span = Math.floor((afterMs + EARLY_MS) / TICK_MS);
  if (span >= LONG) return findLongTick(last);
  if (span >= PAIR && span % PAIR <= PAIR_EARLY) return findPairTick(last);
  const meeting = MEETINGS.find((every) => every <= span) ?? 1;
  const choices = [last - (last % meeting), meeting > 1 ? last - 1 : last];
  return choices.find((number) => number * TICK_MS - now >= LEAST_SHARE * afterMs);
}

/** The tick of all waits of two seconds if it is near, or else an earlier one, so that the next wait ends there. */
function findPairTick(last: number): number {
  const beyond = last % PAIR;
  return last - Math.min(beyond, PAIR_EARLY);
}

/** The tick of all long waits if it is near, or else that of waits of a second at which the wait is shortest: so it draws nearer. */
function findLongTick(last: number): number {
  const met = last - (last % LONG);
  if (last - met <= LONG_EARLY) return met;
  return 4 * Math.ceil((last - LONG_EARLY) / 4);
}

function addTick(number: number, inMs: number): Tick {
  const acts = new Set<(lateMs: number) => void>();
  const timer = setTimeout(() => {
    ticks.delete(number);
    const lateMs = lateSince(number * TICK_MS);
    for (const act of acts) act(lateMs);
  }, inMs).unref();
  const tick = { timer, acts };
  ticks.set(number, tick);
  return tick;
}

const lateSince = (dueAt: number): number => Math.max(0, performance.now() - dueAt);
