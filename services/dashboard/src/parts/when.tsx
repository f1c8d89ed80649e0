import { formatDistance } from './format.ts';
import { useNow } from './use-now.ts';

/** A time as its distance from now, which moves on without being announced; the exact time is its title. */
export function When({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={at} aria-live="off">
      {formatDistance(Date.parse(at), now)}
    </time>
  );
}
