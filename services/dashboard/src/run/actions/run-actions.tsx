import type { RunView } from '@ag06/client';
import { useLocation } from 'preact-iso';
import { client } from '../../client.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { ActButton } from '../act-button.tsx';
import { actionsOf, type RunAction } from './actions-of.ts';
import { ForkButton } from './fork-button.tsx';
import { SignalButton } from './signal-button.tsx';

/** All that can be done to a run as it is now. What destroys something asks first. */
export function RunActions({ run }: { readonly run: RunView }) {
  return (
    <div class="mend run-actions">
      {actionsOf(run).map((action) => (
        <One key={action} action={action} run={run} />
      ))}
    </div>
  );
}

function One({ action, run }: { readonly action: RunAction; readonly run: RunView }) {
  const { route } = useLocation();
  const { runId, workflow, version } = run;
  switch (action) {
    case 'retry':
      // It is beside the reason of the failure.
      return null;
    case 'pause':
      return <ActButton perform={() => client.pause(runId)}>Pause</ActButton>;
    case 'resume':
      return (
        <ActButton isPrimary perform={() => client.resume(runId)}>
          Resume
        </ActButton>
      );
    case 'fork':
      return <ForkButton run={run} />;
    case 'signal':
      return <Signal runId={runId} workflow={workflow} version={version} />;
    case 'cancel':
      return (
        <ActionButton
          label="Cancel"
          about={runId}
          title="Cancel this run?"
          isDangerous
          perform={() => client.cancel(runId)}
        >
          <p>
            It ends now as cancelled, with its children. What it has done stays done; it cannot be resumed.
          </p>
        </ActionButton>
      );
    case 'terminate':
      return (
        <ActionButton
          label="Terminate"
          about={runId}
          title="Terminate this run?"
          isDangerous
          perform={() => client.terminate(runId)}
        >
          <p>It ends as a cancelled run does, and skips the steps that would end it in good order.</p>
        </ActionButton>
      );
    case 'delete':
      return (
        <ActionButton
          label="Delete"
          about={runId}
          title="Delete this run?"
          isDangerous
          typed={workflow}
          perform={async () => {
            await client.delete(runId);
            route('/runs');
          }}
        >
          <p>The run is deleted with its log, its outputs and its errors. Nothing brings it back.</p>
        </ActionButton>
      );
  }
}

function Signal({ runId, workflow, version }: Pick<RunView, 'runId' | 'workflow' | 'version'>) {
  const loaded = useLoad(
    (signal) => client.workflows.get(workflow, { version, signal }),
    [workflow, version],
  );
  const definition = loaded.status === 'ready' ? loaded.value.definition : undefined;
  return <SignalButton runId={runId} definition={definition} />;
}
