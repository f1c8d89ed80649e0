import { useEffect, useState } from 'preact/hooks';

const STEP_MS = 5_000;
const listeners = new Set<() => void>();
let isTicking = false;

/** One timer moves all relative times of the page. */
function tick(): void {
  for (const listener of listeners) listener();
  isTicking = listeners.size > 0;
  if (isTicking) setTimeout(tick, STEP_MS);
}

/** Returns the time in milliseconds since 1970, and again in steps. It is that of the moment: what was just read is never ahead of it. */
export function useNow(): number {
  const [, setTickedAt] = useState(0);
  useEffect(() => {
    const listener = () => setTickedAt(Date.now());
    listeners.add(listener);
    if (!isTicking) setTimeout(tick, STEP_MS);
    isTicking = true;
    return () => void listeners.delete(listener);
  }, []);
  return Date.now();
}
