import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';
import { useLoad } from '../parts/use-load.ts';
import { findCallers } from './find-callers.ts';

/** The most workflows whose definitions are read. */
const READ_MAX = 200;

/** Leads from an agent to the runs that wait for it and that failed: by the workflows that call it. Loaded when it is unfolded. */
export function CallingWorkflows({ agent }: { readonly agent: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Runs<span class="unseen"> of workflows that call {agent}</span>
      </summary>
      {isOpen && <Callers agent={agent} />}
    </details>
  );
}

function Callers({ agent }: { readonly agent: string }) {
  const loaded = useLoad((signal) => loadCallers(agent, signal), [agent]);
  if (loaded.status === 'loading') return <p class="faint">Looking …</p>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={loaded.reload} />;
  const { callers, left } = loaded.value;
  return (
    <>
      {callers.length === 0 && <p class="faint">The latest version of no workflow calls it.</p>}
      <ul>
        {callers.map((workflow) => (
          <li key={workflow}>
            {workflow}: <ListLink workflow={workflow} status="running" />,{' '}
            <ListLink workflow={workflow} status="failed" />
          </li>
        ))}
      </ul>
      {left > 0 && <p class="faint">{formatNoun(left, 'more workflow')} were not looked at.</p>}
    </>
  );
}

const ListLink = ({ workflow, status }: { readonly workflow: string; readonly status: string }) => (
  <a href={`/runs?${new URLSearchParams({ status, workflow })}`}>
    {status}
    <span class="unseen"> runs of {workflow}</span>
  </a>
);

async function loadCallers(agent: string, signal: AbortSignal) {
  const { items } = await client.workflows.list({ signal });
  const read = items.slice(0, READ_MAX);
  const workflows = await Promise.all(read.map(({ name }) => client.workflows.get(name, { signal })));
  return { callers: findCallers(workflows, agent), left: items.length - read.length };
}
