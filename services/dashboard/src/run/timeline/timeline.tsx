import { useMemo } from 'preact/hooks';
import { formatDuration, formatNoun } from '../../parts/format.ts';
import { LongList } from '../../parts/long-list.tsx';
import type { RunLog } from '../log/run-log.ts';
import type { Bar } from './fold-attempts.ts';
import { tellBar } from './tell-bar.ts';
import './timeline.css';
import { type Axis, toAxis, toPercent } from './to-axis.ts';
import { useTimelineRows } from './use-timeline-rows.ts';

/** When each step ran, on which worker, and how long it waited before. */
export function Timeline({
  log,
  lastSeq,
  isEnded,
  at,
  onChoose,
}: {
  readonly log: RunLog;
  readonly lastSeq: number;
  readonly isEnded: boolean;
  /** The event that the page looks back at. */
  readonly at: number | undefined;
  readonly onChoose: (step: string) => void;
}) {
  const rows = useTimelineRows(log, lastSeq, at);
  const lastAt = Date.parse(log.events[(at ?? lastSeq) - 1]?.event.at ?? '');
  const isPast = isEnded || at !== undefined;
  const axis = useMemo(
    () => toAxis(rows, isPast && Number.isFinite(lastAt) ? lastAt : Date.now()),
    [rows, isPast, lastAt],
  );
  const workers = useMemo(() => countWorkers(rows.flatMap(({ bars }) => bars)), [rows]);
  if (rows.length === 0) return null;
  return (
    <section aria-label="Timeline">
      <h2>Timeline</h2>
      <p class="faint">
        {formatDuration(axis.to - axis.from)} on {formatNoun(workers.length, 'worker')}
        {workers.length > 0 &&
          `: ${workers
            .slice(0, 8)
            .map(([name, count]) => `${name} (${count})`)
            .join(', ')}`}
        . Stripes are waits, in a queue or for something outside.
      </p>
      <div class="timeline">
        <div class="ticks" aria-hidden="true">
          {axis.ticks.map((tick) => (
            <span key={tick} style={{ left: `${toPercent(axis, tick)}%` }}>
              {formatDuration(tick - axis.from)}
            </span>
          ))}
        </div>
        <LongList
          label="Timeline of the steps"
          count={rows.length}
          rowHeight={28}
          rows={16}
          renderRow={(index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const { step, bars, left } = row;
            return (
              <>
                <button type="button" class="link step" title={step} onClick={() => onChoose(step)}>
                  {step}
                </button>
                <span class="bars">
                  {bars.map((bar) => (
                    <BarView key={`${bar.item} ${bar.startedAt} ${bar.attempt}`} bar={bar} axis={axis} />
                  ))}
                  {left > 0 && <span class="unseen">and {left} more</span>}
                </span>
              </>
            );
          }}
        />
      </div>
    </section>
  );
}

function BarView({ bar, axis }: { readonly bar: Bar; readonly axis: Axis }) {
  const { dueAt, startedAt, endedAt = axis.to, outcome, worker, attempt } = bar;
  const [due, start, end] = [toPercent(axis, dueAt), toPercent(axis, startedAt), toPercent(axis, endedAt)];
  const told = tellBar(bar);
  return (
    <>
      {start > due && <span class="wait" style={{ left: `${due}%`, width: `${start - due}%` }} />}
      <span class={`bar ${outcome}`} title={told} style={{ left: `${start}%`, width: `${end - start}%` }}>
        <span aria-hidden="true">
          {SIGNS.get(outcome)}
          {attempt > 1 ? ` ${attempt}` : ''} {worker ?? ''}
        </span>
        <span class="unseen">{told}</span>
      </span>
    </>
  );
}

/** Bars differ by a sign too, not by their colour alone. */
const SIGNS = new Map([
  ['retrying', '↻'],
  ['failed', '✕'],
  ['timed_out', '✕'],
  ['lost', '?'],
  ['blocked', '■'],
  ['cancelled', '–'],
  ['running', '▶'],
]);

function countWorkers(bars: readonly Bar[]): readonly (readonly [worker: string, attempts: number])[] {
  const counts = new Map<string, number>();
  for (const { worker } of bars) if (worker !== undefined) counts.set(worker, (counts.get(worker) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
