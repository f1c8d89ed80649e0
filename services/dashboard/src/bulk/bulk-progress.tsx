import type { BulkView } from '@ag06/client';
import { formatCount } from '../parts/format.ts';
import './bulk.css';

export type Counts = Pick<BulkView, 'matched' | 'done' | 'refused' | 'failed' | 'reasons' | 'status'>;

/** How far an action on many has come, and why it was refused where it was. */
export function BulkProgress({ counts, verb }: { readonly counts: Counts; readonly verb: string }) {
  const { matched, done, refused, failed, reasons, status } = counts;
  const over = done + refused + failed;
  return (
    <div class="bulk-progress">
      <progress max={Math.max(1, matched)} value={over} aria-label={`Progress of ${verb}`} />
      <p role="status">
        {status}: {formatCount(done)} of {formatCount(matched)} done
        {refused > 0 && `, ${formatCount(refused)} refused`}
        {failed > 0 && `, ${formatCount(failed)} failed`}
      </p>
      {reasons.length > 0 && (
        <details open>
          <summary>Why</summary>
          <ul>
            {reasons.map(({ id, code, message }) => (
              <li key={id}>
                <code>{id}</code> <code>{code}</code> {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
