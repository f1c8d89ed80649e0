import { formatLocal, formatTime } from './format.ts';

/** A time of day in UTC, which what is around it says. Its title has the reader's own. */
export function UtcTime({ at, hasDate }: { readonly at: string; readonly hasDate: boolean }) {
  return (
    <time dateTime={at} title={`${formatLocal(at)}\n${at}`}>
      {formatTime(at, hasDate)}
    </time>
  );
}
