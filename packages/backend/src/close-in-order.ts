import { endsWithin } from './ends-within.ts';

/** What a backend consists of, the first using those after it. */
interface ClosedInOrder {
  readonly watching: { stop(): Promise<void> };
  readonly broker: { close(): Promise<void> };
  readonly store: { close(): Promise<void> };
}

/** Closes each after what uses it. Resolves after `withinMs` at the latest: what has not closed by then is the caller's to cut. */
export function closeInOrder({ watching, broker, store }: ClosedInOrder, withinMs?: number): Promise<void> {
  const closeAll = async () => {
    await watching.stop();
    await broker.close();
    await store.close();
  };
  return endsWithin(closeAll(), withinMs);
}
