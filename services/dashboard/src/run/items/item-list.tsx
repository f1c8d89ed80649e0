import type { StepView } from '@ag06/client';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { client } from '../../client.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { formatCount } from '../../parts/format.ts';
import { JsonView } from '../../parts/json-view.tsx';
import { LongList } from '../../parts/long-list.tsx';
import type { RowsWindow } from '../../parts/rows-window.ts';
import { useLoad } from '../../parts/use-load.ts';
import { lookOf, wordOf } from '../graph/status-glyphs.ts';
import { AttemptTable } from '../steps/attempt-table.tsx';
import './item-list.css';
import { ItemPages } from './item-pages.ts';

const PAGE = 500;

/** The items of a step, loaded as far as they are scrolled to. */
export function ItemList({
  runId,
  step,
  counts,
}: {
  readonly runId: string;
  readonly step: string;
  readonly counts: NonNullable<StepView['items']>;
}) {
  const [round, setRound] = useState(0);
  const [count, setCount] = useState(0);
  const [chosen, setChosen] = useState<number>();
  const [error, setError] = useState<unknown>();
  const source = useMemo(() => {
    const controller = new AbortController();
    const pages = new ItemPages((cursor, signal) =>
      client.itemPage(runId, step, { limit: PAGE, cursor }, { signal }),
    );
    return { round, controller, pages };
  }, [runId, step, round]);
  useEffect(() => () => source.controller.abort(), [source]);
  const { total, completed, failed } = counts;
  const reach = useCallback(
    ({ end }: RowsWindow) => {
      const { pages, controller } = source;
      pages.reach(end, controller.signal).then(
        () => !controller.signal.aborted && setCount(pages.items.length),
        (caught) => !controller.signal.aborted && setError(caught),
      );
    },
    [source],
  );
  const { items } = source.pages;
  return (
    <>
      <h4>
        {formatCount(total)} items: {formatCount(completed)} completed, {formatCount(failed)} failed
      </h4>
      <p>
        <button type="button" onClick={() => setRound(round + 1)}>
          Load the items again
        </button>{' '}
        <span class="faint">{formatCount(Math.min(count, items.length))} are loaded.</span>
      </p>
      {error !== undefined && <ErrorNotice error={error} onRetry={() => setRound(round + 1)} />}
      <LongList
        key={round}
        label={`Items of ${step}`}
        count={total}
        rowHeight={26}
        rows={12}
        onWindow={reach}
        renderRow={(index) => {
          const item = items[index];
          if (item === undefined) return <span class="faint">{index} …</span>;
          const { sign, tone } = lookOf(item.status);
          return (
            <>
              <button
                type="button"
                class="link"
                aria-pressed={chosen === index}
                onClick={() => setChosen(index)}
              >
                {index}
              </button>
              <span class={`item-status tone-${tone}`}>
                {sign} {wordOf(item.status)}
              </span>
              {item.runId !== undefined && <a href={`/runs/${item.runId}`}>{item.runId}</a>}
              <span class="item-told">{item.told}</span>
            </>
          );
        }}
      />
      {chosen !== undefined && <OneItem key={chosen} runId={runId} step={step} item={chosen} />}
    </>
  );
}

function OneItem({
  runId,
  step,
  item,
}: {
  readonly runId: string;
  readonly step: string;
  readonly item: number;
}) {
  const loaded = useLoad((signal) => client.step(runId, step, { item, signal }), [runId, step, item]);
  if (loaded.status === 'loading') return <p class="faint">Loading item {item} …</p>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={loaded.reload} />;
  const { input, output, error, attempts } = loaded.value;
  return (
    <section aria-label={`Item ${item}`}>
      <h4>Item {item}</h4>
      {error !== undefined && (
        <p class="notice bad">
          <code>{error.code}</code> {error.message}
        </p>
      )}
      <JsonView
        value={{ ...(input !== undefined && { input }), ...(output !== undefined && { output }) }}
        isOpen
      />
      <AttemptTable step={step} attempts={attempts} />
    </section>
  );
}
