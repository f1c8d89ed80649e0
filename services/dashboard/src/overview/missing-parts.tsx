import '../parts/notice.css';
import { toNotice } from '../parts/to-notice.ts';
import type { Missing } from './part.ts';

/** Tells which parts of the page could not be read, and why; the rest of it is as of now. */
export function MissingParts({
  missing,
  onRetry,
}: {
  readonly missing: readonly Missing[];
  readonly onRetry: () => void;
}) {
  if (missing.length === 0) return null;
  const reasons = Map.groupBy(missing, ({ error }) => toReason(error));
  return (
    <div class="notice bad" role="alert">
      Not all of the fleet could be looked at. What could not is shown as it was before, or not at all.
      <ul>
        {[...reasons].map(([reason, parts]) => (
          <li key={reason}>
            {parts.map(({ name }) => name).join(', ')}: {reason}
          </li>
        ))}
      </ul>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

function toReason(error: unknown): string {
  const { code, message } = toNotice(error);
  return code === undefined ? message : `${code} ${message}`;
}
