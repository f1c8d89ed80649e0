import type { ScheduleSummaryView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { RUN_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { ScheduleActions } from './schedule-actions.tsx';
import { toSchedulesAnswer, toTimes } from './to-schedules-answer.ts';

/** Schedules are written, paused and due without an event. */
const EVERY_MS = 10_000;
const LEAST_MS = 2_000;
const PAGE = 100;

const COLUMNS: readonly SortedColumn<ScheduleSummaryView>[] = [
  { title: 'Schedule', by: ({ name }) => name },
  { title: 'Times', by: toTimes },
  { title: 'Next', by: ({ next, paused }) => (paused || next === null ? undefined : Date.parse(next)) },
  { title: 'Now', by: ({ running, queued }) => queued.length + Number(running !== null) },
  { title: 'Actions' },
];

/** Schedules: what starts next, and what is paused. */
export function Schedules() {
  const [cursor, setCursor] = useState<string>();
  const loaded = useLoad(
    (signal) => client.schedules.list({ signal, limit: PAGE, ...(cursor !== undefined && { cursor }) }),
    [cursor],
    { everyMs: EVERY_MS },
  );
  useLive(RUN_CHANGES, loaded.reload, LEAST_MS);
  const answer =
    loaded.status === 'ready'
      ? toSchedulesAnswer(loaded.value.items, Date.now())
      : { text: '', tone: 'plain' as const };
  return (
    <>
      <Answer title="Schedules" tone={answer.tone}>
        {answer.text}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} isFollowing />
      <p>
        <a class="button" href="/new/schedule">
          Create a schedule …
        </a>
      </p>
      <Shown of={loaded}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty command="npx ag06 schedules set nightly --workflow hello --cron '0 3 * * *' --zone Europe/Berlin">
              Start runs by the clock:
            </Empty>
          ) : (
            <>
              <SortedTable
                label="Schedules"
                columns={COLUMNS}
                rows={items}
                note={
                  next === undefined && cursor === undefined
                    ? undefined
                    : 'Sorted among these; there are more.'
                }
              >
                {(schedule) => <Row key={schedule.name} schedule={schedule} onDone={loaded.reload} />}
              </SortedTable>
              <p class="buttons">
                {cursor !== undefined && (
                  <button type="button" onClick={() => setCursor(undefined)}>
                    First
                  </button>
                )}
                {next !== undefined && (
                  <button type="button" onClick={() => setCursor(next)}>
                    More
                  </button>
                )}
              </p>
            </>
          )
        }
      </Shown>
    </>
  );
}

function Row({ schedule, onDone }: { readonly schedule: ScheduleSummaryView; readonly onDone: () => void }) {
  const { name, workflow, overlap, next, paused, running, queued } = schedule;
  return (
    <tr>
      <td>
        <a href={`/schedules/${encodeURIComponent(name)}`}>{name}</a>
        <br />
        <span class="faint">starts {workflow}</span>
      </td>
      <td>
        {toTimes(schedule)}
        <br />
        <span class="faint">overlap: {overlap}</span>
      </td>
      <td>{paused ? <StatusBadge status="paused" /> : next === null ? 'never' : <When at={next} />}</td>
      <td>
        {running !== null && <a href={`/runs/${encodeURIComponent(running.runId)}`}>a run goes on</a>}
        {queued.length > 0 && ` ${queued.length} wait for it`}
      </td>
      <td class="acts">
        <ScheduleActions name={name} isPaused={paused} onDone={onDone} />
      </td>
    </tr>
  );
}
