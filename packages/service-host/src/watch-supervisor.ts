/** The message with which a supervisor (`ag06 up`) tells a service that they share a channel. */
const SUPERVISED = '--supervised';
/** The message with which a service tells its supervisor that it is up, however little its log says. */
export const READY = 'ready';

/** Whether another process keeps this one alive, and says when it ends. */
export const isSupervised = (): boolean => process.argv.includes(SUPERVISED);

/**
 * Calls back once when the process that started this one and keeps it alive is gone, however it ended: the kernel
 * closes the channel between the two. A process that nobody supervises is never called back.
 */
export function watchSupervisor(onGone: () => void): void {
  if (!isSupervised()) return;
  if (!process.connected) {
    onGone();
    return;
  }
  process.once('disconnect', onGone);
  // The channel alone does not keep a service alive.
  process.channel?.unref();
}

/** Tells the supervisor that this service is up. */
export function tellSupervisor(): void {
  // A channel that closes in between is noticed as any end of the supervisor.
  if (isSupervised() && process.connected) process.send?.(READY, undefined, undefined, () => {});
}
