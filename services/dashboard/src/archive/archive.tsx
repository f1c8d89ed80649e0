import { type ArchiveView, RefusedError } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Command, Empty } from '../parts/empty.tsx';
import { formatBytes, formatCount, formatDuration, formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table } from '../parts/table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { ArchivedRuns } from './archived-runs.tsx';
import { Verify } from './verify.tsx';

const EVERY_MS = 30_000;
const PAGE = 50;

/** The archive of finished runs: what is in it, how long it is kept, and whether it is whole. */
export function Archive() {
  const loaded = useLoad((signal) => client.archive.get({ signal }), [], { everyMs: EVERY_MS });
  if (
    loaded.status === 'failed' &&
    loaded.error instanceof RefusedError &&
    loaded.error.code === 'ARCHIVE_OFF'
  )
    return (
      <>
        <Answer title="Archive" tone="warn">
          Off: finished runs are deleted after their retention.
        </Answer>
        <Empty command="AG06_ARCHIVE_URL=file:/var/lib/ag06/archive npx ag06 dispatcher">
          Keep finished runs in a folder or a bucket:
        </Empty>
      </>
    );
  return (
    <>
      <Answer title="Archive">{loaded.status === 'ready' && toAnswer(loaded.value)}</Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} />
      <Shown of={loaded}>
        {({ place, retention, streams }) => (
          <>
            <p>
              In <code>{place}</code>. Runs are kept{' '}
              {retention.kept === undefined ? 'for ever' : formatDuration(retention.kept)}
              {Object.entries(retention.byStatus).map(
                ([status, ms]) => `, ${status} ones ${formatDuration(ms)}`,
              )}
              ; those with the tag <code>{retention.holdTag}</code> for ever.
            </p>
            <p>
              Besides, {formatNoun(streams.events, 'event')} of {formatNoun(streams.streams, 'stream')} (
              {formatBytes(streams.bytes)}).
            </p>
            <ArchivedRuns />
            <Verify />
            <h2>Restore</h2>
            <p>
              Archived runs stay in the list of runs, and can be forked from their pages. To read them
              elsewhere, write them to a folder:
            </p>
            <Command text="npx ag06 archive restore --into ./restored" />
            <Segments />
          </>
        )}
      </Shown>
    </>
  );
}

function toAnswer({ runs, segments, bytes, newest, oldest }: ArchiveView): string {
  if (runs === 0) return 'Empty: no run has been finished for long enough.';
  const span =
    oldest === undefined || newest === undefined
      ? ''
      : `, from ${oldest.slice(0, 10)} to ${newest.slice(0, 10)}`;
  return `${formatNoun(runs, 'run')} in ${formatNoun(segments, 'segment')}, ${formatBytes(bytes)}${span}.`;
}

function Segments() {
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const cursor = cursors.at(-1);
  const loaded = useLoad(
    (signal) => client.archive.segmentPage({ limit: PAGE, cursor }, { signal }),
    [cursor],
  );
  return (
    <>
      <h2>Segments</h2>
      <Shown of={loaded}>
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <p>None yet.</p>
            ) : (
              <Table
                label="Segments"
                columns={[
                  'Segment',
                  { title: 'Runs', isNumber: true },
                  { title: 'Size', isNumber: true },
                  'Newest',
                  'Oldest',
                ]}
              >
                {items.map(({ segment, runs, bytes, newest, oldest }) => (
                  <tr key={segment}>
                    <td>
                      <code>{segment}</code>
                    </td>
                    <td class="number">{formatCount(runs)}</td>
                    <td class="number">{formatBytes(bytes)}</td>
                    <td>
                      <When at={newest} />
                    </td>
                    <td>
                      <When at={oldest} />
                    </td>
                  </tr>
                ))}
              </Table>
            )}
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
        )}
      </Shown>
    </>
  );
}
