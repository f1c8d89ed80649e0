import type { BackfillView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';

/** RFC 3339: `from` inclusive, `to` exclusive. */
interface Range {
  readonly from: string;
  readonly to: string;
}

/** Starts runs for slots of the past that have none: counts them first. */
export function Backfill({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [plan, setPlan] = useState<BackfillView & Range>();
  const [error, setError] = useState<unknown>();
  const isReady = from !== '' && to !== '';
  const range = () => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  const look = (event: Event) => {
    event.preventDefault();
    setError(undefined);
    setPlan(undefined);
    const looked = range();
    client.schedules
      .backfill(name, { ...looked, dryRun: true })
      .then((found) => setPlan({ ...found, ...looked }), setError);
  };
  /** Starts what was counted, whatever the fields say by now. */
  const start = async (counted: Range) => {
    const { from, to } = counted;
    setPlan({ ...(await client.schedules.backfill(name, { from, to })), from, to });
    onDone();
  };
  const due = plan?.items.filter(({ outcome }) => outcome === 'would_start').length ?? 0;
  return (
    <>
      <h2>Backfill</h2>
      <form class="buttons" onSubmit={look}>
        <label>
          From{' '}
          <input type="datetime-local" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </label>
        <label>
          to <input type="datetime-local" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
        </label>
        <button type="submit" disabled={!isReady}>
          Count the slots without a run
        </button>
      </form>
      {error !== undefined && <ErrorNotice error={error} />}
      {plan !== undefined && (
        <div role="status">
          <p>
            {plan.dryRun
              ? `${formatNoun(due, 'run')} would start, of ${formatNoun(plan.items.length, 'slot')} from ${plan.from} to ${plan.to}.`
              : `${formatNoun(plan.items.filter(({ outcome }) => outcome === 'started').length, 'run')} started.`}
          </p>
          {plan.dryRun && due > 0 && (
            <ActionButton
              label={`Start ${formatNoun(due, 'run')}`}
              about={name}
              title="Start these runs now?"
              perform={() => start(plan)}
            >
              <p>All of them start now, one after the other in the order of their slots.</p>
            </ActionButton>
          )}
          <details>
            <summary>Slots</summary>
            <ul>
              {plan.items.map(({ slot, outcome, why }) => (
                <li key={slot}>
                  {slot}: {outcome.replaceAll('_', ' ')} {why}
                </li>
              ))}
            </ul>
          </details>
        </div>
      )}
    </>
  );
}
