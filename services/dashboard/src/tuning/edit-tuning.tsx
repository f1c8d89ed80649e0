import { useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Shown } from '../parts/shown.tsx';
import { useLoad } from '../parts/use-load.ts';
import { BoundsForm } from './bounds-form.tsx';
import { LockForm } from './lock-form.tsx';
import { ObjectiveForm } from './objective-form.tsx';
import { SettingsForm } from './settings-form.tsx';

/** `/tuning/:agent/edit`: what a person decides about an agent. What stands in the fields is what was in force when it was opened. */
export function EditTuning() {
  const agent = useRoute().params.agent ?? '';
  const loaded = useLoad((signal) => client.tuning.show(agent, { signal }), [agent]);
  return (
    <>
      <Answer title={`Decide about ${agent}`}>
        What you decide goes over the optimizer and the code.{' '}
        <a href={`/tuning/${encodeURIComponent(agent)}`}>Back to its settings</a>
      </Answer>
      <Shown of={loaded}>
        {(now) => (
          <>
            <SettingsForm key={agent} agent={agent} now={now} onDone={loaded.reload} />
            <LockForm key={agent} agent={agent} now={now} onDone={loaded.reload} />
            <BoundsForm key={agent} agent={agent} now={now} onDone={loaded.reload} />
            <ObjectiveForm key={agent} agent={agent} now={now} onDone={loaded.reload} />
          </>
        )}
      </Shown>
    </>
  );
}
