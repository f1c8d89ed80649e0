import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Entry, Select } from '../form/entry.tsx';
import { formatNoun } from '../parts/format.ts';
import { Shown } from '../parts/shown.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Table } from '../parts/table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import './archive.css';
import { type ArchiveSearch, ENDED_STATUSES, NO_SEARCH, toArchiveFilter } from './to-archive-filter.ts';

const PAGE = 50;

/** The runs that are in the archive, newest first. Each leads to its page, where it can be read and forked. */
export function ArchivedRuns() {
  const [search, setSearch] = useState<ArchiveSearch>(NO_SEARCH);
  return (
    <section aria-label="Archived runs">
      <h2>Runs</h2>
      <Search onSearch={setSearch} />
      <Found key={JSON.stringify(search)} search={search} />
    </section>
  );
}

const ENTRIES = [
  ['workflow', 'Workflow', 'text'],
  ['tag', 'Tag', 'text'],
  ['correlationId', 'Correlation id', 'text'],
  ['from', 'Submitted from', 'datetime-local'],
  ['to', 'Submitted before', 'datetime-local'],
] as const;

function Search({ onSearch }: { readonly onSearch: (search: ArchiveSearch) => void }) {
  const [search, setSearch] = useState(NO_SEARCH);
  const submit = (event: Event) => {
    event.preventDefault();
    onSearch(search);
  };
  return (
    <form class="archive-search" onSubmit={submit}>
      <Select
        label="Status"
        choices={[['', 'all'], ...ENDED_STATUSES.map((one) => [one, one.replace('_', ' ')] as const)]}
        value={search.status}
        onValue={(status) => setSearch({ ...search, status })}
      />
      {ENTRIES.map(([name, label, type]) => (
        <Entry
          key={name}
          label={label}
          type={type}
          value={search[name]}
          onValue={(value) => setSearch({ ...search, [name]: value })}
        />
      ))}
      <p class="buttons">
        <button type="submit" class="primary">
          Search the archive
        </button>
      </p>
    </form>
  );
}

function Found({ search }: { readonly search: ArchiveSearch }) {
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const cursor = cursors.at(-1);
  const loaded = useLoad(
    (signal) => client.archive.runPage({ ...toArchiveFilter(search), limit: PAGE, cursor }, { signal }),
    [cursor],
  );
  return (
    <Shown of={loaded}>
      {({ items, next, incomplete }) => (
        <>
          {incomplete !== undefined && (
            <div class="notice">
              <code>{incomplete.code}</code> Some runs of the archive are missing here. {incomplete.message}
            </div>
          )}
          <p role="status">
            {items.length === 0
              ? 'No archived run matches.'
              : `${formatNoun(items.length, 'run')}${next === undefined && cursors.length === 1 ? '' : ' on this page'}.`}
          </p>
          {items.length > 0 && (
            <Table
              label="Runs in the archive"
              columns={['Run', 'Workflow', 'Status', 'Submitted', 'Ended', 'Tags']}
            >
              {items.map(({ runId, workflow, status, createdAt, finishedAt, tags }) => (
                <tr key={runId}>
                  <td>
                    <a href={`/runs/${encodeURIComponent(runId)}`}>{runId}</a>
                  </td>
                  <td>{workflow}</td>
                  <td>
                    <StatusBadge status={status} />
                  </td>
                  <td>
                    <When at={createdAt} />
                  </td>
                  <td>{finishedAt !== undefined && <When at={finishedAt} />}</td>
                  <td>{tags.join(', ')}</td>
                </tr>
              ))}
            </Table>
          )}
          <p class="buttons">
            {cursors.length > 1 && (
              <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>
                Newer runs
              </button>
            )}
            {next !== undefined && (
              <button type="button" onClick={() => setCursors([...cursors, next])}>
                Older runs
              </button>
            )}
          </p>
        </>
      )}
    </Shown>
  );
}
