import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { BulkDialog, type BulkOrder } from '../bulk/bulk-dialog.tsx';
import { BulkJobs } from '../bulk/bulk-jobs.tsx';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatCount, formatNoun } from '../parts/format.ts';
import { FilterForm } from './filter-form.tsx';
import { endAt, type Filters, isUnfiltered, parseFilters, toBulkFilter, toSearch } from './filters.ts';
import { Fold } from './fold.tsx';
import { RUN_ACTIONS, type RunAction } from './run-actions.ts';
import { RunTable } from './run-table.tsx';
import './runs.css';
import { SelectedDialog } from './selected-dialog.tsx';
import { toAnswer } from './to-answer.ts';
import { useRuns } from './use-runs.ts';

const SELECTED_MAX = 1_000;

/** The list of runs. Its filters are its address. */
export function Runs() {
  const { url, route } = useLocation();
  const filters = parseFilters(new URL(url, location.href).search);
  const { list, fresh, gap, reload } = useRuns(filters);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const search = toSearch(filters);
  // Also after Back, or a link to the list: what is not shown is not acted on.
  useEffect(() => setSelected(new Set()), [search]);
  const show = (next: Filters) => route(`/runs${toSearch(next)}`);
  const select = (runIds: readonly string[], isOn: boolean) => {
    const next = new Set(selected);
    for (const runId of runIds) {
      if (!isOn) next.delete(runId);
      else if (next.size < SELECTED_MAX) next.add(runId);
    }
    setSelected(next);
  };
  return (
    <div class="runs-page">
      <Answer title="Runs">{toAnswer(list.count, list.isEnd, list.firstItems)}</Answer>
      <Fold title={isUnfiltered(filters) ? 'Filters' : 'Filters, in use'}>
        <FilterForm filters={filters} seen={list.firstItems} onChange={show} />
      </Fold>
      <Actions filters={filters} selected={selected} onClear={() => setSelected(new Set())} />
      {list.error !== undefined && <ErrorNotice error={list.error} onRetry={() => list.retry()} />}
      {gap !== undefined && (
        <div class="notice">
          <code>{gap.code}</code> Some runs of the archive are missing here. {gap.message}
        </div>
      )}
      <p class="new-runs" role="status">
        {fresh.count > 0 && (
          <button type="button" class="primary" onClick={reload}>
            {formatCount(fresh.count)}
            {!fresh.isExact && ' or more'} new, show
          </button>
        )}
      </p>
      {list.count === 0 && list.isEnd ? (
        <NoRuns isUnfiltered={isUnfiltered(filters)} />
      ) : (
        <RunTable list={list} selected={selected} onSelect={select} />
      )}
    </div>
  );
}

function NoRuns({ isUnfiltered }: { readonly isUnfiltered: boolean }) {
  return isUnfiltered ? (
    <Empty command="npx ag06 run hello --input '{&quot;name&quot;:&quot;you&quot;}'">
      There are no runs yet. Start one of a workflow:
    </Empty>
  ) : (
    <Empty>No run matches these filters. Take one of them away, or choose a longer time.</Empty>
  );
}

/** What is done to the selected runs, or to all that match. */
function Actions({
  filters,
  selected,
  onClear,
}: {
  readonly filters: Filters;
  readonly selected: ReadonlySet<string>;
  readonly onClear: () => void;
}) {
  const [bulk, setBulk] = useState<BulkOrder>();
  const [one, setOne] = useState<RunAction>();
  const [round, setRound] = useState(0);
  const filter = toBulkFilter(filters);
  const begin = (action: RunAction) => {
    if (selected.size > 0) setOne(action);
    else if (filter !== undefined) setBulk(toOrder(action, filter));
  };
  return (
    <>
      <Fold title={selected.size > 0 ? `Actions on ${formatNoun(selected.size, 'selected run')}` : 'Actions'}>
        <fieldset class="bulk-bar">
          <legend class="hidden">Actions</legend>
          <span>
            {selected.size > 0
              ? `With ${formatNoun(selected.size, 'selected run')}:`
              : 'With all that match:'}
          </span>
          {RUN_ACTIONS.map((action) => (
            <button
              key={action.action}
              type="button"
              class={action.isDangerous ? 'danger' : ''}
              disabled={selected.size === 0 && filter === undefined}
              onClick={() => begin(action)}
            >
              {action.verb} …
            </button>
          ))}
          {selected.size > 0 && (
            <button type="button" onClick={onClear}>
              Select none
            </button>
          )}
        </fieldset>
      </Fold>
      <BulkJobs of="runs" round={round} />
      {bulk !== undefined && (
        <BulkDialog order={bulk} onStarted={() => setRound(round + 1)} onClose={() => setBulk(undefined)} />
      )}
      {one !== undefined && (
        <SelectedDialog runIds={[...selected]} action={one} onClose={() => setOne(undefined)} />
      )}
    </>
  );
}

function toOrder(
  { action, verb, isDangerous }: RunAction,
  filter: NonNullable<ReturnType<typeof toBulkFilter>>,
): BulkOrder {
  return {
    verb,
    noun: 'run',
    isDangerous,
    selects: filter.all === true ? 'Every run there is' : 'All runs that match the filters',
    later: 'What was created later is not touched.',
    count: () => client.bulks.startRuns({ filter, action, dryRun: true }),
    start: ({ at }) => client.bulks.startRuns({ filter: endAt(filter, at), action, dryRun: false }),
  };
}
