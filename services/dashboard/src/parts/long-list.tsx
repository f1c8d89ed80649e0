import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import './long-list.css';
import { type RowsWindow, toRowsWindow } from './rows-window.ts';
import { ScrollArea } from './scroll-area.tsx';

/** A list of any length whose rows are all equally high. Only those in view are drawn. */
export function LongList({
  label,
  count,
  rowHeight,
  rows,
  end = false,
  renderRow,
  onWindow,
}: {
  readonly label: string;
  readonly count: number;
  /** In pixels. */
  readonly rowHeight: number;
  /** The most rows that are in view at a time. */
  readonly rows: number;
  /** Keeps its end in view as it grows. */
  readonly end?: boolean;
  readonly renderRow: (index: number) => ComponentChildren;
  /** Told which rows are drawn. */
  readonly onWindow?: (window: RowsWindow) => void;
}) {
  const frame = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const height = Math.min(rows, count) * rowHeight;
  const shown = toRowsWindow(top, height, rowHeight, count);
  const { first, end: last } = shown;
  const indexes = Array.from({ length: last - first }, (_, at) => first + at);
  useLayoutEffect(() => {
    if (end && frame.current !== null) frame.current.scrollTop = count * rowHeight;
  }, [end, count, rowHeight]);
  useEffect(() => onWindow?.({ first, end: last }), [first, last, onWindow]);
  return (
    <ScrollArea class="long-list" frame={frame} label={label} height={height} onScroll={setTop}>
      <ol style={{ height: `${count * rowHeight}px` }}>
        {indexes.map((index) => (
          <li
            key={index}
            aria-setsize={count}
            aria-posinset={index + 1}
            style={{ top: `${index * rowHeight}px`, height: `${rowHeight}px` }}
          >
            {renderRow(index)}
          </li>
        ))}
      </ol>
    </ScrollArea>
  );
}
