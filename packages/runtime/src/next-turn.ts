import { setImmediate } from 'node:timers/promises';

/** Resolves when the event loop has looked at everything else once: sockets and timers too. */
export async function nextTurn(): Promise<void> {
  // The first one comes in this turn, if this turn is busy with a socket.
  await setImmediate();
  await setImmediate();
}
