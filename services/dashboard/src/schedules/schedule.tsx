import type { PastSlotListView } from '@ag06/client';
import { useLocation, useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { RUN_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Answer } from '../parts/answer.tsx';
import { formatDistance } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { Shown } from '../parts/shown.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Table } from '../parts/table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { Backfill } from './backfill.tsx';
import { NextSlots } from './next-slots.tsx';
import { ScheduleActions } from './schedule-actions.tsx';
import { toTimes } from './to-schedules-answer.ts';

/** Schedules are written, paused and due without an event. */
const EVERY_MS = 10_000;
const LEAST_MS = 2_000;

/** One schedule: its next slots, and what became of the last ones. */
export function Schedule() {
  const name = useRoute().params.name ?? '';
  const loaded = useLoad(
    async (signal) => {
      const [schedule, past] = await Promise.all([
        client.schedules.get(name, { signal }),
        client.schedules.runs(name, { signal }),
      ]);
      return { schedule, past };
    },
    [name],
    { everyMs: EVERY_MS },
  );
  useLive(RUN_CHANGES, loaded.reload, LEAST_MS);
  return (
    <>
      <Answer
        title={`Schedule ${name}`}
        tone={loaded.status === 'ready' && loaded.value.schedule.paused ? 'warn' : 'plain'}
      >
        {loaded.status === 'ready' && toAnswer(loaded.value.schedule)}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} isFollowing />
      <Shown of={loaded}>
        {({ schedule, past }) => (
          <>
            <ScheduleActions name={name} isPaused={schedule.paused} onDone={loaded.reload}>
              {!schedule.managed && <OwnerActions name={name} />}
            </ScheduleActions>
            <p>
              Starts <b>{schedule.workflow}</b> at {toTimes(schedule)}. While the run before goes on:{' '}
              {schedule.overlap}. After an outage: {schedule.catchUp}.
              {schedule.managed && ' It belongs to the definition of its workflow.'}
            </p>
            <details>
              <summary>Input of its runs</summary>
              <JsonView value={schedule.input} isOpen />
            </details>
            <h2>Next slots</h2>
            <NextSlots schedule={schedule} />
            <Backfill name={name} onDone={loaded.reload} />
            <Past past={past} />
          </>
        )}
      </Shown>
    </>
  );
}

/** What only those may do who have made it: one of a definition changes with that. */
function OwnerActions({ name }: { readonly name: string }) {
  const { route } = useLocation();
  return (
    <>
      <a class="button" href={`/schedules/${encodeURIComponent(name)}/edit`}>
        Edit …
      </a>
      <ActionButton
        label="Delete"
        about={name}
        title={`Delete ${name}?`}
        isDangerous
        perform={() => client.schedules.delete(name).then(() => route('/schedules'))}
      >
        <p>It starts no further run. Runs that it has started go on.</p>
      </ActionButton>
    </>
  );
}

function toAnswer({ paused, next }: { readonly paused: boolean; readonly next: string | null }): string {
  if (paused) return 'Paused: it starts no run.';
  return next === null
    ? 'It starts no further run.'
    : `The next run starts ${formatDistance(Date.parse(next), Date.now())}.`;
}

function Past({ past: { items } }: { readonly past: PastSlotListView }) {
  return (
    <>
      <h2>Last slots</h2>
      {items.length === 0 ? (
        <p>None was decided yet.</p>
      ) : (
        <Table label="Last slots" columns={['Slot', 'Outcome', 'Run', 'Why']}>
          {items.map(({ slot, outcome, runId, status, why, trigger }) => (
            <tr key={`${slot}${trigger ?? ''}`}>
              <td>
                <When at={slot} />
                <br />
                <span class="faint">{slot}</span>
              </td>
              <td>{outcome}</td>
              <td>
                {runId !== undefined && <a href={`/runs/${encodeURIComponent(runId)}`}>{runId}</a>}{' '}
                {status !== undefined && <StatusBadge status={status} />}
              </td>
              <td>{why ?? (trigger !== undefined ? 'by hand' : '')}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
