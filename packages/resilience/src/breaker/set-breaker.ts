import type { SharedStore } from '@ag06/store';
import { type BreakerDocument, parseBreakerDocument } from './breaker-document.ts';
import { close, open, turnOff } from './change-state.ts';

/** A last move that is further ahead than any command waits was told by a clock that has been set since. */
const WAITS_MAX_MS = 10_000;

export interface OperatorChange {
  readonly dependency: string;
  readonly to: 'open' | 'closed' | 'off';
  /** Unique to this change, so that two equal changes do not take each other's answer for theirs. */
  readonly writer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Opens a breaker for as long as its settings say, closes it, or turns it off until somebody closes or opens it.
 * Returns its new document; undefined if there is no such breaker.
 */
export async function setBreaker(
  shared: Pick<SharedStore, 'load' | 'swap'>,
  { dependency, to, writer, now }: OperatorChange,
): Promise<BreakerDocument | undefined> {
  for (;;) {
    const found = await shared.load('breaker', dependency);
    const document = found && parseBreakerDocument(found.text);
    if (found === undefined || document === undefined) return undefined;
    const changed = { ...changeTo(to, document, timeOf(document, now)), writer };
    if (await shared.swap('breaker', dependency, found.version, JSON.stringify(changed))) return changed;
  }
}

/** What a command waited for has happened before it. */
function timeOf({ transitions }: BreakerDocument, now: number): number {
  const last = transitions.at(-1)?.at ?? now;
  return last - now > WAITS_MAX_MS ? now : Math.max(now, last);
}

function changeTo(to: OperatorChange['to'], document: BreakerDocument, now: number): BreakerDocument {
  switch (to) {
    case 'closed':
      return close(document, 'operator', now);
    case 'off':
      return turnOff(document, now);
    case 'open':
      return open(document, 'operator', now);
  }
}
