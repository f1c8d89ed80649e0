import type { StreamSummaryView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatBytes, formatCount, formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';

const PAGE = 200;
const EVERY_MS = 5_000;

const COLUMNS: readonly SortedColumn<StreamSummaryView>[] = [
  { title: 'Stream', by: ({ name }) => name },
  { title: 'Events', isNumber: true, by: ({ count }) => count },
  { title: 'Size', isNumber: true, by: ({ bytes }) => bytes },
  { title: 'First kept', by: ({ first }) => first && Date.parse(first.at) },
  { title: 'Last', by: ({ last }) => Date.parse(last.at) },
];

/** Streams of events: what there is, and what was written last. */
export function Streams() {
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const cursor = cursors.at(-1);
  const loaded = useLoad((signal) => client.streams.listPage({ limit: PAGE, cursor }, { signal }), [cursor], {
    everyMs: EVERY_MS,
  });
  return (
    <>
      <Answer title="Streams">
        {loaded.status === 'ready' &&
          `${loaded.value.next !== undefined || cursors.length > 1 ? 'More than ' : ''}${formatNoun(loaded.value.items.length, 'stream')} with ${formatNoun(
            loaded.value.items.reduce((sum, { count }) => sum + count, 0),
            'event',
          )}.`}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} />
      <Shown of={loaded}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty command={`npx ag06 streams append orders order.paid --data '{"order":"o-1"}'`}>
              There are no streams yet. Append an event to one:
            </Empty>
          ) : (
            <>
              <SortedTable
                label="Streams"
                columns={COLUMNS}
                rows={items}
                note={
                  next === undefined && cursors.length === 1
                    ? undefined
                    : 'Sorted among these; there are more.'
                }
              >
                {({ name, count, bytes, first, last }) => (
                  <tr key={name}>
                    <td>
                      <a href={`/streams/${encodeURIComponent(name)}`}>{name}</a>
                    </td>
                    <td class="number">{formatCount(count)}</td>
                    <td class="number">{formatBytes(bytes)}</td>
                    <td>{first === undefined ? '–' : <When at={first.at} />}</td>
                    <td>
                      <When at={last.at} /> <span class="faint">at {formatCount(last.position)}</span>
                    </td>
                  </tr>
                )}
              </SortedTable>
              <p class="buttons">
                {cursors.length > 1 && (
                  <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>
                    Before
                  </button>
                )}
                {next !== undefined && (
                  <button type="button" onClick={() => setCursors([...cursors, next])}>
                    More
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
