import './notice.css';
import { toNotice } from './to-notice.ts';

/** Tells of an error with its code and its remedy, and lets the reader try again. */
export function ErrorNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { code, message, places } = toNotice(error);
  return (
    <div class="notice bad" role="alert">
      {code !== undefined && <code>{code}</code>} <span>{message}</span>
      {places.length > 0 && (
        <ul>
          {places.map((place) => (
            <li key={place}>{place}</li>
          ))}
        </ul>
      )}
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
