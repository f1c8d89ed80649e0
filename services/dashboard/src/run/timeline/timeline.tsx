import { useContext, useMemo } from 'preact/hooks';
import { formatCount, formatDuration, formatNoun, formatTime } from '../../parts/format.ts';
import { LongList } from '../../parts/long-list.tsx';
import type { RunLog } from '../log/run-log.ts';
import { LongRun } from '../long-run.ts';
import type { Bar } from './fold-attempts.ts';
import { tellBar } from './tell-bar.ts';
import './timeline.css';
import { type Axis, tellTick, toAxis, toPercent } from './to-axis.ts';
import { LANES_MAX, type PlacedBar, type TimelineLine, toLines } from './to-lanes.ts';
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
  const lines = useMemo(() => toLines(rows), [rows]);
  const hasDate = useContext(LongRun);
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
        {hasDate && `, from ${formatTime(toIso(axis.from), true)} to ${formatTime(toIso(axis.to), true)} UTC`}
        . Stripes are waits, in a queue or for something outside.
      </p>
      <div class="timeline">
        <div class="ticks" aria-hidden="true">
          {axis.ticks.map((tick) => (
            <span key={tick} style={{ left: `${toPercent(axis, tick)}%` }}>
              {tellTick(axis, tick)}
            </span>
          ))}
        </div>
        <LongList
          label="Timeline of the steps"
          count={lines.length}
          rowHeight={28}
          rows={16}
          renderRow={(index) => {
            const line = lines[index];
            return line && <Line line={line} axis={axis} onChoose={onChoose} />;
          }}
        />
      </div>
    </section>
  );
}

/** One lane of a step, whose first has its name; or what of it is not drawn, and where it is. */
function Line({
  line,
  axis,
  onChoose,
}: {
  readonly line: TimelineLine;
  readonly axis: Axis;
  readonly onChoose: (step: string) => void;
}) {
  const { step } = line;
  if (line.is === 'rest')
    return (
      <p class="rest">
        {formatNoun(line.drawn, 'attempt')} drawn of {formatCount(line.drawn + line.left)}, at most{' '}
        {LANES_MAX} at once.{' '}
        <button type="button" class="link" onClick={() => onChoose(step)}>
          All of {step}
        </button>
      </p>
    );
  return (
    <>
      {line.lane === 0 ? (
        <button type="button" class="link step" title={step} onClick={() => onChoose(step)}>
          {step}
        </button>
      ) : (
        <span class="step">
          <span class="unseen">{step}, at the same time</span>
        </span>
      )}
      <span class="bars">
        {line.bars.map((placed) => (
          <BarView
            key={`${placed.bar.item} ${placed.bar.startedAt} ${placed.bar.attempt}`}
            placed={placed}
            axis={axis}
          />
        ))}
      </span>
    </>
  );
}

const toIso = (at: number): string => new Date(at).toISOString();

function BarView({ placed, axis }: { readonly placed: PlacedBar; readonly axis: Axis }) {
  const { bar, waitFrom } = placed;
  const { startedAt, endedAt = axis.to, outcome, worker, attempt } = bar;
  const [due, start, end] = [toPercent(axis, waitFrom), toPercent(axis, startedAt), toPercent(axis, endedAt)];
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
