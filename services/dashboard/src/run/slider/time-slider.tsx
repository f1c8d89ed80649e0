import { useContext, useId } from 'preact/hooks';
import { formatTime } from '../../parts/format.ts';
import type { RunLog } from '../log/run-log.ts';
import { tellEvent, tellPlace } from '../log/tell-event.ts';
import { LongRun } from '../long-run.ts';
import './time-slider.css';

/** Chooses the moment that the steps are shown at: after an event of the log, or now. Arrow keys go event by event. */
export function TimeSlider({
  log,
  lastSeq,
  at,
  onAt,
}: {
  readonly log: RunLog;
  readonly lastSeq: number;
  readonly at: number | undefined;
  readonly onAt: (at: number | undefined) => void;
}) {
  const id = useId();
  const hasDate = useContext(LongRun);
  if (lastSeq < 2) return null;
  const seq = at ?? lastSeq;
  const move = (to: number) => onAt(to >= lastSeq ? undefined : Math.max(1, to));
  const event = log.events[seq - 1]?.event;
  const told =
    event === undefined ? '' : `${formatTime(event.at, hasDate)} UTC ${tellPlace(event)} ${tellEvent(event)}`;
  return (
    <div class={`time-slider ${at === undefined ? '' : 'past'}`}>
      <label for={id}>{at === undefined ? 'Now' : `After event ${at}`}</label>
      <button type="button" disabled={seq <= 1} onClick={() => move(seq - 1)} aria-label="One event back">
        ‹
      </button>
      <input
        id={id}
        type="range"
        min={1}
        max={lastSeq}
        value={seq}
        aria-valuetext={`Event ${seq} of ${lastSeq}: ${told}`}
        onInput={(input) => move(Number(input.currentTarget.value))}
      />
      <button
        type="button"
        disabled={at === undefined}
        onClick={() => move(seq + 1)}
        aria-label="One event on"
      >
        ›
      </button>
      <button type="button" disabled={at === undefined} onClick={() => onAt(undefined)}>
        Back to now
      </button>
      <p class="told">
        {seq} of {lastSeq}
        {log.isCut ? ' (the first of a longer log)' : ''}: {told}
      </p>
    </div>
  );
}
