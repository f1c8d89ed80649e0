import { type Signal, type SignalAnswer, toSignalText } from '@ag06/protocol';
import type { MemoryRun } from './memory-run.ts';
import type { MemoryUnit } from './memory-unit.ts';
import { Turn } from './turn.ts';

/** Applies a signal: the unit that has been parked longest for its name takes it, or the mailbox does. */
export function applySignal(run: MemoryRun | undefined, signal: Signal, now: number): SignalAnswer {
  if (run === undefined) return { result: 'refused', reason: 'unknown' };
  const { name, key } = signal;
  const { status, mailbox } = run;
  const turn = new Turn(run, signal.id, signal.issuer, now);
  if (mailbox.knows(key)) {
    if (!run.isTerminal) turn.rebuild();
    return { result: 'repeated', ...run.toMoves(turn.told) };
  }
  if (run.isTerminal) return { result: 'refused', reason: 'terminal', status };
  const text = toSignalText(signal);
  const waiter = findWaiter(run, name);
  if (mailbox.isFullOfKeys || (waiter === undefined && !mailbox.hasRoom(text)))
    return { result: 'refused', reason: 'full', status };
  mailbox.remember(key);
  run.addEvent(now, 'signal.received', { name, key, ...(JSON.parse(signal.body) as object) });
  if (waiter === undefined) mailbox.add(name, text);
  else turn.takeSignal(waiter, text);
  return { result: 'applied', ...run.toMoves(turn.told) };
}

function findWaiter(run: MemoryRun, name: string): MemoryUnit | undefined {
  const waiting = run.inOrder.filter(({ reason }) => reason === `signal:${name}`);
  return waiting.toSorted((a, b) => a.park - b.park)[0];
}
