/** The message with which a supervisor (`ag06 up`) tells a service that they share a channel. */
const SUPERVISED = '--supervised';

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
