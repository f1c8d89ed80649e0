import { useEffect, useRef, useState } from 'preact/hooks';
import { BulkProgress } from '../bulk/bulk-progress.tsx';
import { Confirm, Dialog } from '../parts/confirm.tsx';
import { formatNoun } from '../parts/format.ts';
import { type ActCounts, actOnRuns } from './act-on-runs.ts';
import type { RunAction } from './run-actions.ts';

/** Asks, acts on the runs that were selected one by one, and shows what was refused. */
export function SelectedDialog({
  runIds,
  action,
  onClose,
}: {
  readonly runIds: readonly string[];
  readonly action: RunAction;
  readonly onClose: () => void;
}) {
  const [counts, setCounts] = useState<ActCounts>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const what = `${action.verb} ${formatNoun(runIds.length, 'selected run')}`;
  if (counts === undefined)
    return (
      <Confirm
        title={`${what}?`}
        action={what}
        isDangerous={action.isDangerous}
        staysOpen
        onConfirm={() => actOnRuns(runIds, action.act, setCounts, stop.current.signal)}
        onClose={onClose}
      >
        <p>A run that the action does not fit is refused and stays as it is.</p>
      </Confirm>
    );
  return (
    <Dialog title={what} isBusy={counts.status === 'running'} onClose={onClose}>
      <BulkProgress counts={counts} verb={what} />
      <p class="buttons">
        {counts.status === 'running' && (
          <button type="button" onClick={() => stop.current.abort()}>
            Stop it: what is done stays done
          </button>
        )}
        <button type="button" disabled={counts.status === 'running'} onClick={onClose}>
          Close
        </button>
      </p>
    </Dialog>
  );
}
