import { type Signal, type SignalAnswer, toSignalText } from '@ag06/protocol';
import type { MemoryRun } from './memory-run.ts';
import type { MemoryUnit } from './memory-unit.ts';
import { Turn } from './turn.ts';

/** Applies a signal: the unit that has been parked longest for its name takes it, or the mailbox does. */
export function applySignal(run: MemoryRun | undefined, signal: Signal, now: number): SignalAnswer {
  if (run === undefined) return { result: 'refused', reason: 'unknown' };
  const { name, key, purpose = name } = signal;
  const { status, mailbox } = run;
  const turn = new Turn(run, signal.id, signal.issuer, now);
  const known = mailbox.purposeOf(key);
  if (known !== undefined && known !== purpose) return { result: 'refused', reason: 'reused', status };
  if (known !== undefined) {
    if (!run.isTerminal) turn.rebuild();
    return { result: 'repeated', ...run.toMoves(turn.told) };
  }
  if (run.isTerminal) return { result: 'refused', reason: 'terminal', status };
  if (mailbox.isFullOfKeys) return { result: 'refused', reason: 'limit', status };
  const text = toSignalText({ ...signal, at: turn.present });
  const waiter = findWaiter(run, signal);
  if (waiter === undefined && signal.orElse === 'refuse')
    return { result: 'refused', reason: 'guard', status };
  if (waiter === undefined && !mailbox.hasRoom(text)) return { result: 'refused', reason: 'full', status };
  mailbox.remember(key, purpose);
  run.addEvent(now, 'signal.received', { name, key, ...JSON.parse(signal.body) });
  if (waiter === undefined) mailbox.add(name, text);
  else turn.takeSignal(waiter, text);
  return { result: 'applied', ...run.toMoves(turn.told) };
}

/** The one of its units that has been parked longest for it. */
function findWaiter(run: MemoryRun, { name, waiters, park = 0 }: Signal): MemoryUnit | undefined {
  const waiting = waiters.flatMap((unit) => run.units.get(unit) ?? []);
  return waiting
    .filter((unit) => unit.reason === `signal:${name}` && (park === 0 || unit.park === park))
    .toSorted((a, b) => a.park - b.park)[0];
}
