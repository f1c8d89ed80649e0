import type { MetricBook } from './metric-book.ts';

/** A message is tried every 5 s, by any process. One that nobody has told of for so long was delivered by another, or is gone. */
const FORGOTTEN_AFTER_MS = 30_000;
/** Beyond so many the gauge no longer rises. */
const KNOWN_MAX = 10_000;

type Noted = Pick<MetricBook, 'messageDeliveries' | 'messagesUndelivered'>;

/** A message between runs: its kind, and a text that no other message has. */
interface TriedMessage {
  readonly kind: string;
  readonly key: string;
}

/** Returns a function that notes each try of a message in the book: how many there were, and which messages still fail. */
export function watchDeliveries(
  book: Noted,
  now: () => number = () => performance.now(),
): (message: TriedMessage, isDelivered: boolean) => void {
  const failed = new Map<string, { readonly kind: string; readonly at: number }>();
  book.messagesUndelivered.read(() => {
    const counts = new Map<string, number>();
    for (const [key, { kind, at }] of failed) {
      if (now() - at > FORGOTTEN_AFTER_MS) failed.delete(key);
      else counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return [...counts].map(([kind, count]) => [count, kind]);
  });
  return ({ kind, key }, isDelivered) => {
    book.messageDeliveries.at(kind, isDelivered ? 'delivered' : 'failed').add();
    failed.delete(key);
    if (!isDelivered && failed.size < KNOWN_MAX) failed.set(key, { kind, at: now() });
  };
}
