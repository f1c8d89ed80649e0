import { client } from '../client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { useLoad } from '../parts/use-load.ts';
import { ActButton } from '../run/act-button.tsx';

const EVERY_MS = 10_000;

/** Pauses and resumes all runs of a workflow at once. */
export function WorkflowPause({ name }: { readonly name: string }) {
  const loaded = useLoad((signal) => client.pauses.list({ signal }), [], { everyMs: EVERY_MS });
  if (loaded.status !== 'ready') return null;
  const isPaused = loaded.value.items.some((of) => of.of === 'workflow' && of.name === name);
  const steer = async (verb: 'pause' | 'resume') => {
    await client.pauses[verb]({ workflow: name });
    loaded.reload();
  };
  if (isPaused)
    return (
      <ActButton isPrimary perform={() => steer('resume')}>
        Resume all its runs
      </ActButton>
    );
  return (
    <ActionButton
      label="Pause all its runs"
      about={name}
      title={`Pause ${name}?`}
      perform={() => steer('pause')}
    >
      <p>No step of any of its runs begins until it is resumed. Steps that run now end as usual.</p>
    </ActionButton>
  );
}
