import { useId, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { findWorkflows } from './find-workflows.ts';
import { toWorkflowPath } from './to-workflow-path.ts';
import './workflows.css';

const EVERY_MS = 30_000;
/** The most that are listed before the reader filters. */
const SHOWN_MAX = 500;

/** `/workflows`: what the fleet can run. */
export function Workflows() {
  const id = useId();
  const [filter, setFilter] = useState('');
  const loaded = useLoad((signal) => client.workflows.list({ signal }), [], { everyMs: EVERY_MS });
  if (loaded.status === 'loading') return <Answer title="Workflows">Loading …</Answer>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={loaded.reload} />;
  const { items } = loaded.value;
  const found = findWorkflows(items, filter);
  return (
    <>
      <Answer title="Workflows">
        {items.length === 0 ? 'None yet.' : `The fleet has ${formatNoun(items.length, 'workflow')}.`}
      </Answer>
      {items.length === 0 ? (
        <Empty command="npx ag06 workflows push my-workflow.yaml">
          Push a definition, and it is listed here.
        </Empty>
      ) : (
        <>
          <p>
            <label for={id}>Filter</label>{' '}
            <input
              id={id}
              type="search"
              value={filter}
              onInput={(event) => setFilter(event.currentTarget.value)}
            />
          </p>
          <div class="scroll-x">
            <table>
              <thead>
                <tr>
                  <th scope="col">Workflow</th>
                  <th scope="col">Pushed</th>
                  <th scope="col">Latest version</th>
                  <th scope="col">
                    <span class="unseen">Run it</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {found.slice(0, SHOWN_MAX).map(({ name, version, savedAt }) => (
                  <tr key={name}>
                    <th scope="row">
                      <a href={toWorkflowPath(name)}>{name}</a>
                    </th>
                    <td>
                      <When at={savedAt} />
                    </td>
                    <td>
                      <code>{version.slice(0, 12)}</code>
                    </td>
                    <td class="acts">
                      <a href={`${toWorkflowPath(name)}/run`}>
                        Run it<span class="unseen">: {name}</span>
                      </a>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {found.length > SHOWN_MAX && (
            <p>{formatNoun(found.length - SHOWN_MAX, 'more workflow')}: filter them.</p>
          )}
          {found.length === 0 && <p>No name has “{filter}” in it.</p>}
        </>
      )}
    </>
  );
}
