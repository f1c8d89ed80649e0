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

/** Returns the time in milliseconds since 1970, which moves on in steps. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const listener = () => setNow(Date.now());
    listeners.add(listener);
    if (!isTicking) setTimeout(tick, STEP_MS);
    isTicking = true;
    return () => void listeners.delete(listener);
  }, []);
  return now;
}
