import { setImmediate } from 'node:timers/promises';

/** Resolves when the event loop has handled everything else once, including sockets and timers. */
export async function nextTurn(): Promise<void> {
  // The first immediate still runs in this turn if the turn handles a socket.
  await setImmediate();
  await setImmediate();
}
