import { client } from '../client.ts';
import { RUN_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { formatDuration } from '../parts/format.ts';
import { Shown } from '../parts/shown.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Table } from '../parts/table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';

const SHOWN = 10;
const EVERY_MS = 30_000;
const LEAST_MS = 1_000;

/** How the newest runs of a workflow do. */
export function LatestRuns({ workflow }: { readonly workflow: string }) {
  const loaded = useLoad((signal) => client.listPage({ workflow, limit: SHOWN }, { signal }), [workflow], {
    everyMs: EVERY_MS,
  });
  useLive({ ...RUN_CHANGES, workflow: [workflow] }, loaded.reload, LEAST_MS);
  return (
    <section aria-label="Latest runs">
      <h2>Latest runs</h2>
      <Shown of={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="faint">None yet.</p>
          ) : (
            <Table label="Table of the latest runs" columns={['Run', 'Status', 'Started', 'Took']}>
              {items.map(({ runId, status, createdAt, finishedAt }) => (
                <tr key={runId}>
                  <td>
                    <a href={`/runs/${runId}`}>
                      <code>{runId}</code>
                    </a>
                  </td>
                  <td>
                    <StatusBadge status={status} />
                  </td>
                  <td>
                    <When at={createdAt} />
                  </td>
                  <td>
                    {finishedAt !== undefined &&
                      formatDuration(Date.parse(finishedAt) - Date.parse(createdAt))}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Shown>
    </section>
  );
}
