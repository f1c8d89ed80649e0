import type { RunSummaryView } from '@ag06/client';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { formatDuration } from '../parts/format.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import type { PagedList } from './paged-list.ts';
import { toScrollTop, toVirtualWindow } from './virtual-window.ts';

/** In pixels, as in the style sheet: all rows are alike. */
const ROW = 48;
/** The height of the list in pixels until it is known. */
const HEIGHT_FIRST = 600;

/**
 * The rows of a list of any length, of which only those that are seen are in the page. It is one stop of the Tab key: arrows,
 * Page Up, Page Down, Home and End move, Space selects (with Shift: up to there), Enter opens.
 */
export function RunTable({
  list,
  selected,
  onSelect,
}: {
  readonly list: PagedList<RunSummaryView>;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (runIds: readonly string[], isOn: boolean) => void;
}) {
  const { route } = useLocation();
  const box = useRef<HTMLDivElement>(null);
  // Kept here, not read while it is drawn: to ask the page for them would lay it out within the same task.
  const [height, setHeight] = useState(HEIGHT_FIRST);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const id = useId();
  const { first, last, from, to } = toVirtualWindow(top, height, ROW, list.count);

  useLayoutEffect(() => {
    if (top > 0 && box.current) box.current.scrollTop = 0;
    setTop(0);
    setActive(0);
  }, [list]);
  useEffect(() => list.look(first, last), [list, first, last, list.count]);
  useEffect(() => {
    const observer = new ResizeObserver(([seen]) => setHeight(seen?.contentRect.height ?? HEIGHT_FIRST));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  const toggle = (row: number, isRange: boolean) => {
    const start = isRange ? anchor.current : row;
    const rows = Array.from({ length: Math.abs(row - start) + 1 }, (_, i) => Math.min(row, start) + i);
    const runIds = rows.flatMap((one) => list.at(one)?.runId ?? []);
    const runId = list.at(row)?.runId;
    if (!isRange) anchor.current = row;
    if (runId !== undefined) onSelect(runIds, isRange || !selected.has(runId));
  };
  const move = (row: number) => {
    const next = Math.max(0, Math.min(list.count - 1, row));
    setActive(next);
    const { current } = box;
    if (current) current.scrollTop = toScrollTop(next, current.scrollTop, height - ROW, ROW);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / ROW) - 2);
    const steps = new Map([
      ['ArrowDown', active + 1],
      ['ArrowUp', active - 1],
      ['PageDown', active + page],
      ['PageUp', active - page],
      ['Home', 0],
      ['End', list.count - 1],
    ]);
    const to = steps.get(event.key);
    const run = list.at(active);
    if (to !== undefined) move(to);
    else if (event.key === ' ') toggle(active, event.shiftKey);
    else if (event.key === 'Enter' && run !== undefined) route(`/runs/${encodeURIComponent(run.runId)}`);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={box} class="run-table" onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that is moved in by keys.
        role="grid"
        aria-label="Runs"
        aria-rowcount={list.isEnd ? list.count + 1 : -1}
        aria-multiselectable
        aria-activedescendant={list.count > 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <Head />
        <tbody>
          <Space rows={from} />
          {Array.from({ length: to - from }, (_, i) => from + i).map((row) => (
            <Row
              key={row}
              id={`${id}-${row}`}
              row={row}
              run={list.at(row)}
              isAwaited={list.isAwaited(row)}
              isActive={row === active}
              isSelected={selected.has(list.at(row)?.runId ?? '')}
              onToggle={(isRange) => {
                setActive(row);
                toggle(row, isRange);
              }}
            />
          ))}
          <Space rows={list.count - to} />
        </tbody>
      </table>
    </div>
  );
}

/** The place of rows that are not in the page. */
const Space = ({ rows }: { readonly rows: number }) =>
  rows > 0 && <tr class="space" aria-hidden style={{ height: `${rows * ROW}px` }} />;

const Head = () => (
  <thead>
    <tr aria-rowindex={1}>
      <th scope="col" class="check">
        <span class="hidden">Selected</span>
      </th>
      <th scope="col" class="status">
        Status
      </th>
      <th scope="col">
        Workflow<span class="wide"> · correlation id</span>, run
      </th>
      <th scope="col" class="time">
        Created
      </th>
      <th scope="col" class="wide time">
        Took
      </th>
      <th scope="col" class="wide">
        Tags, attributes
      </th>
    </tr>
  </thead>
);

interface RowProps {
  readonly id: string;
  readonly row: number;
  readonly run: RunSummaryView | undefined;
  readonly isAwaited: boolean;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onToggle: (isRange: boolean) => void;
}

function Row({ id, row, run, isAwaited, isActive, isSelected, onToggle }: RowProps) {
  const className = `row${isActive ? ' active' : ''}${isSelected ? ' selected' : ''}`;
  if (run === undefined)
    return (
      <tr id={id} aria-rowindex={row + 2} class={className}>
        <td />
        <td colSpan={5} class="faint">
          {isAwaited ? 'Loading …' : 'No longer in this list'}
        </td>
      </tr>
    );
  const { runId, correlationId, workflow, status, createdAt, finishedAt, error, tags, attributes = {} } = run;
  const labels = [...tags, ...Object.entries(attributes).map(([name, value]) => `${name}=${value}`)].join(
    ' · ',
  );
  return (
    <tr id={id} aria-rowindex={row + 2} aria-selected={isSelected} class={className}>
      <td>
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isSelected}
          aria-label={`Select ${runId}`}
          onClick={(event) => onToggle(event.shiftKey)}
        />
      </td>
      <td>
        <StatusBadge status={status} />
        {error !== undefined && status !== 'cancelled' && <Reason {...error} />}
      </td>
      <td>
        <a href={`/runs/${encodeURIComponent(runId)}`} tabIndex={-1}>
          {workflow}
        </a>
        {correlationId !== runId && (
          <span class="wide faint" title={`Correlation id: ${correlationId}`}>
            {' · '}
            <span class="hidden">correlation id </span>
            {correlationId}
          </span>
        )}
        <br />
        <code class="faint">{runId}</code>
      </td>
      <td>
        <When at={createdAt} />
      </td>
      <td class="wide">
        {finishedAt === undefined ? '' : formatDuration(Date.parse(finishedAt) - Date.parse(createdAt))}
      </td>
      <td class="wide faint" title={labels}>
        {labels}
      </td>
    </tr>
  );
}

/** Why a run failed, and in which step. */
function Reason({ code, step }: { readonly code: string; readonly step?: string | undefined }) {
  const text = step === undefined ? code : `${code} in ${step}`;
  return (
    <span class="reason faint" title={text}>
      <br />
      {text}
    </span>
  );
}
