import { useEffect, useState } from 'preact/hooks';
import { formatDistance } from './format.ts';

const STEP_MS = 5_000;
const listeners = new Set<() => void>();
let isTicking = false;

/** One timer moves all relative times of the page. */
function tick(): void {
  for (const listener of listeners) listener();
  isTicking = listeners.size > 0;
  if (isTicking) setTimeout(tick, STEP_MS);
}

/** A time as its distance from now, which moves on; the exact time is its title. */
export function When({ at }: { readonly at: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const listener = () => setNow(Date.now());
    listeners.add(listener);
    if (!isTicking) setTimeout(tick, STEP_MS);
    isTicking = true;
    return () => void listeners.delete(listener);
  }, []);
  return (
    <time dateTime={at} title={at}>
      {formatDistance(Date.parse(at), now)}
    </time>
  );
}
