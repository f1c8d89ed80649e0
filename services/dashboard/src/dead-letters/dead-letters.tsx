import type { DeadLetterBulkFilter, DeadLetterListView, DeadLetterView } from '@ag06/client';
import { useMemo, useState } from 'preact/hooks';
import { BulkDialog, type BulkOrder } from '../bulk/bulk-dialog.tsx';
import { BulkJobs } from '../bulk/bulk-jobs.tsx';
import { client } from '../client.ts';
import { BEGINNINGS } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table } from '../parts/table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { groupLetters } from './group-letters.ts';

const PAGE = 100;
/** No event tells that something is set aside; a run that begins may have been redriven. */
const EVERY_MS = 10_000;
const LEAST_MS = 5_000;

/** Deliveries that were set aside: why, what to do, and the buttons that do it. */
export function DeadLetters() {
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
              <Letters
                letters={items}
                onDone={reload}
                onRedriven={(redriven) => {
                  setBecame(redriven);
                  reload();
                }}
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
    <Table
      label="Kinds of dead letters"
      columns={['Reason', 'Queue', 'Here', 'What to do', 'All of this kind']}
    >
      {groups.map(({ queue, reason, count, remedy }) => (
        <tr key={`${queue} ${reason}`}>
          <td>
            <code>{reason}</code>
          </td>
          <td>{queue}</td>
          <td>{count}</td>
          <td>{remedy}</td>
          <td>
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
      ))}
    </Table>
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

type Redriven = Awaited<ReturnType<typeof client.deadLetters.redrive>>;

interface LetterActions {
  readonly onDone: () => void;
  readonly onRedriven: (redriven: Redriven) => void;
}

function Letters({ letters, ...actions }: LetterActions & { readonly letters: readonly DeadLetterView[] }) {
  return (
    <>
      <h2>One by one</h2>
      <Table label="Dead letters" columns={['When', 'Reason', 'Job', 'What it holds', 'Actions']}>
        {letters.map((letter) => (
          <Letter key={letter.id} letter={letter} {...actions} />
        ))}
      </Table>
    </>
  );
}

function Letter({ letter, onDone, onRedriven }: LetterActions & { readonly letter: DeadLetterView }) {
  const { id, at, queue, jobId, reason, problem, data } = letter;
  const redrive = () => client.deadLetters.redrive(id).then(onRedriven);
  return (
    <tr>
      <td>
        <When at={at} />
      </td>
      <td>
        <code>{reason}</code>
      </td>
      <td>
        {queue}
        <br />
        <code class="faint">{jobId}</code>
      </td>
      <td>
        <JsonView value={data} />
        {problem !== undefined && <JsonView value={problem} />}
      </td>
      <td>
        <span class="buttons">
          <ActionButton label="Redrive" about={id} title="Process this delivery again?" perform={redrive}>
            <p>
              A submission becomes one run, however often it is redriven. An activation makes its run go on.
            </p>
          </ActionButton>
          <ActionButton
            label="Delete"
            about={id}
            title="Delete this dead letter for good?"
            isDangerous
            perform={() => client.deadLetters.delete(id).then(onDone)}
          />
        </span>
      </td>
    </tr>
  );
}
