import { formatDistance, formatLocal } from './format.ts';
import { useNow } from './use-now.ts';

/** A time as its distance from now, which moves on without being announced; its title has the exact time, in the reader's zone and in UTC. */
export function When({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={`${formatLocal(at)}\n${at}`} aria-live="off">
      {formatDistance(Date.parse(at), now)}
    </time>
  );
}
