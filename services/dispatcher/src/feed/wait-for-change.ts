/** Resolves when something has changed, after `ms`, or when the signal aborts. */
export async function waitForChange(changed: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const give = () => resolve();
  const timer = setTimeout(give, ms);
  signal.addEventListener('abort', give, { once: true });
  await Promise.race([changed, promise]);
  clearTimeout(timer);
  signal.removeEventListener('abort', give);
}
