import type { DeadLetterBulkFilter, DeadLetterListView, DeadLetterView } from '@ag06/client';
import { useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { BulkDialog, type BulkOrder } from '../bulk/bulk-dialog.tsx';
import { BulkJobs } from '../bulk/bulk-jobs.tsx';
import { client } from '../client.ts';
import { BEGINNINGS } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { groupLetters, type LetterGroup } from './group-letters.ts';
import { Letters, type Redriven } from './letters.tsx';
import { OneLetter } from './one-letter.tsx';

const PAGE = 100;
/** No event tells that something is set aside; a run that begins may have been redriven. */
const EVERY_MS = 10_000;
const LEAST_MS = 5_000;

const KIND_COLUMNS: readonly SortedColumn<LetterGroup>[] = [
  { title: 'Reason', by: ({ reason }) => reason },
  { title: 'Queue', by: ({ queue }) => queue },
  { title: 'Here', by: ({ count }) => count },
  { title: 'What to do' },
  { title: 'All of this kind' },
];

/** Deliveries that were set aside: why, what to do, and the buttons that do it. */
export function DeadLetters() {
  const {
    query: { id },
    route,
  } = useLocation();
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const [round, setRound] = useState(0);
  // They outlive the last letter of the list, which may leave while they are shown.
  const [order, setOrder] = useState<BulkOrder>();
  const [became, setBecame] = useState<Redriven>();
  const cursor = cursors.at(-1);
  const loaded = useLoad(
    (signal) => client.fleet.deadLetters({ signal, limit: PAGE, ...(cursor !== undefined && { cursor }) }),
    [cursor],
    { everyMs: EVERY_MS },
  );
  useLive(BEGINNINGS, loaded.reload, LEAST_MS);
  const reload = () => {
    loaded.reload();
    setRound(round + 1);
  };
  const redriven = (of: Redriven) => {
    setBecame(of);
    reload();
  };
  /** The one that the address names is gone. */
  const leave = () => route('/dead-letters', true);
  return (
    <>
      <Answer title="Dead letters" tone={toTone(loaded)}>
        {loaded.status === 'ready' && toAnswer(loaded.value, cursors.length > 1)}
      </Answer>
      <BulkJobs of="dead-letters" round={round} />
      <p role="status">
        {became !== undefined && (
          <>
            {became.became}: <a href={`/runs/${encodeURIComponent(became.runId)}`}>{became.runId}</a>
          </>
        )}
      </p>
      {order !== undefined && (
        <BulkDialog
          order={order}
          onStarted={reload}
          onClose={() => {
            setOrder(undefined);
            reload();
          }}
        />
      )}
      {id !== undefined && (
        <OneLetter
          key={id}
          id={id}
          onDone={() => {
            leave();
            reload();
          }}
          onRedriven={(of) => {
            leave();
            redriven(of);
          }}
        />
      )}
      <Freshness of={loaded} everyMs={EVERY_MS} isFollowing />
      <Shown of={loaded}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty command="npx ag06 dead-letters">
              Nothing is set aside. What no process can work off, such as a malformed job, will be listed here
              with its reason.
            </Empty>
          ) : (
            <>
              <Groups letters={items} onOrder={setOrder} />
              <h2>One by one</h2>
              <Letters
                letters={items}
                note={
                  next === undefined && cursors.length === 1
                    ? undefined
                    : 'Sorted among these; there are more.'
                }
                onDone={reload}
                onRedriven={redriven}
              />
              <p class="buttons">
                {cursors.length > 1 && (
                  <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>
                    Newer
                  </button>
                )}
                {next !== undefined && (
                  <button type="button" onClick={() => setCursors([...cursors, next])}>
                    Older
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

type LoadedLetters = { readonly status: string; readonly value?: DeadLetterListView };

const toTone = (loaded: LoadedLetters) =>
  loaded.value === undefined ? 'plain' : loaded.value.items.length === 0 ? 'good' : 'warn';

function toAnswer({ items, next }: DeadLetterListView, isLater: boolean): string {
  if (items.length === 0) return 'Nothing is set aside.';
  const count = `${next !== undefined || isLater ? 'More than ' : ''}${formatNoun(items.length, 'delivery', 'deliveries')}`;
  const groups = groupLetters(items);
  return `${count} set aside, ${groups.length > 1 ? 'most ' : ''}because of ${groups[0]?.reason ?? 'nothing'}.`;
}

/** What was set aside by queue and reason, with actions on all of a kind. */
function Groups({
  letters,
  onOrder,
}: {
  readonly letters: readonly DeadLetterView[];
  readonly onOrder: (order: BulkOrder) => void;
}) {
  const groups = useMemo(() => groupLetters(letters), [letters]);
  const begin = (action: 'redrive' | 'delete', queue: string, reason: string) =>
    onOrder(toOrder(action, { queue, reason }, `${reason} on ${queue}`));
  return (
    <SortedTable label="Kinds of dead letters" columns={KIND_COLUMNS} rows={groups} param="kinds">
      {({ queue, reason, count, remedy }) => (
        <tr key={`${queue} ${reason}`}>
          <td>
            <code>{reason}</code>
          </td>
          <td>{queue}</td>
          <td>{count}</td>
          <td>{remedy}</td>
          <td class="acts">
            <span class="buttons">
              <button
                type="button"
                aria-label={`Redrive all: ${reason} on ${queue}`}
                onClick={() => begin('redrive', queue, reason)}
              >
                Redrive all …
              </button>
              <button
                type="button"
                class="danger"
                aria-label={`Delete all: ${reason} on ${queue}`}
                onClick={() => begin('delete', queue, reason)}
              >
                Delete all …
              </button>
            </span>
          </td>
        </tr>
      )}
    </SortedTable>
  );
}

const toOrder = (action: 'redrive' | 'delete', filter: DeadLetterBulkFilter, selects: string): BulkOrder => ({
  verb: action === 'redrive' ? 'Redrive' : 'Delete',
  noun: 'dead letter',
  isDangerous: action === 'delete',
  selects: `All with the reason ${selects}`,
  later: 'What is set aside until you confirm is included.',
  count: () => client.bulks.startDeadLetters({ filter, action, dryRun: true }),
  start: () => client.bulks.startDeadLetters({ filter, action, dryRun: false }),
});
