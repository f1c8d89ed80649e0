import { useContext, useId, useMemo, useState } from 'preact/hooks';
import { formatCount } from '../../parts/format.ts';
import { LongList } from '../../parts/long-list.tsx';
import { UtcTime } from '../../parts/utc-time.tsx';
import type { RunLog } from '../log/run-log.ts';
import { matchesEvent, tellEvent, tellPlace, toWords } from '../log/tell-event.ts';
import { LongRun } from '../long-run.ts';
import './event-list.css';
import { EventDetail } from './event-detail.tsx';

/** The log of the run: as it grows, filtered by words. An event leads back to the moment after it. */
export function EventList({
  runId,
  log,
  lastSeq,
  at,
  onAt,
}: {
  readonly runId: string;
  readonly log: RunLog;
  readonly lastSeq: number;
  readonly at: number | undefined;
  readonly onAt: (at: number | undefined) => void;
}) {
  const id = useId();
  const hasDate = useContext(LongRun);
  const [filter, setFilter] = useState('');
  const [isFollowed, setFollowed] = useState(false);
  const [chosen, setChosen] = useState<number>();
  const found = useMemo(() => {
    const words = toWords(filter);
    const all = log.events.slice(0, lastSeq);
    return words.length === 0 ? all : all.filter(({ event }) => matchesEvent(event, words));
  }, [log, lastSeq, filter]);
  const kept = chosen === undefined ? undefined : log.events[chosen - 1];
  return (
    <section aria-label="Events">
      <h2>Events</h2>
      <div class="event-filter">
        <label for={id}>Filter</label>
        <input
          id={id}
          type="search"
          value={filter}
          placeholder="failed pay w-1"
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <label>
          <input type="checkbox" checked={isFollowed} onChange={() => setFollowed(!isFollowed)} /> Follow
        </label>
        <span role="status">
          {formatCount(found.length)} of {formatCount(lastSeq)}
          {log.isCut && ' (the log is longer: ag06 runs events has all)'}
        </span>
        <span class="faint">Times are UTC.</span>
      </div>
      <LongList
        label="Events"
        count={found.length}
        rowHeight={26}
        rows={14}
        end={isFollowed}
        renderRow={(index) => {
          const event = found[index]?.event;
          if (event === undefined) return null;
          return (
            <>
              <button
                type="button"
                class="link seq"
                aria-pressed={chosen === event.seq}
                onClick={() => setChosen(event.seq)}
              >
                {event.seq}
              </button>
              <UtcTime at={event.at} hasDate={hasDate} />
              <span class="type">{event.type.split('.')[0]}</span>
              <span class="place">{tellPlace(event)}</span>
              <span class="told">{tellEvent(event)}</span>
              <span class="faint">{event.worker ?? ''}</span>
            </>
          );
        }}
      />
      {kept !== undefined && (
        <EventDetail
          runId={runId}
          kept={kept}
          isShown={at === kept.event.seq}
          onShow={() => onAt(kept.event.seq >= lastSeq ? undefined : kept.event.seq)}
          onClose={() => setChosen(undefined)}
        />
      )}
    </section>
  );
}
