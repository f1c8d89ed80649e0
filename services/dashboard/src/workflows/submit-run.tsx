import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { Entry, Select } from '../form/entry.tsx';
import { Answer } from '../parts/answer.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { useLoad } from '../parts/use-load.ts';
import { InputForm } from './input-form.tsx';
import { NO_OPTIONS, PRIORITIES, readOptions } from './read-options.ts';
import { toWorkflowPath } from './to-workflow-path.ts';
import { useInputForm } from './use-input-form.ts';
import './workflows.css';

/** `/workflows/:name/run`: a form by the JSON Schema of the input. It leads to the run that it starts. */
export function SubmitRun() {
  const { params } = useRoute();
  const { version } = useLocation().query;
  const name = params.name ?? '';
  const loaded = useLoad(
    (signal) => client.workflows.get(name, { version, signal }),
    [name, version ?? null],
  );
  if (loaded.status === 'loading') return <Answer title={`Run ${name}`}>Loading …</Answer>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={loaded.reload} />;
  return <Form key={name} name={name} version={loaded.value.version} definition={loaded.value.definition} />;
}

function Form({
  name,
  version,
  definition,
}: {
  readonly name: string;
  /** That the form is of. */
  readonly version: string;
  readonly definition: unknown;
}) {
  const { route } = useLocation();
  const form = useInputForm(definition, name);
  const [options, setOptions] = useState(NO_OPTIONS);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await form.submit(async (input) => {
        const { runId } = await client.submit(name, input, { ...readOptions(options), version });
        route(`/runs/${runId}`);
      });
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <>
      <Answer title={`Run ${name}`}>
        {form.hasSchema ? 'Its input, and how it is to run.' : 'Its input may be anything.'}{' '}
        <a href={toWorkflowPath(name, { version })}>Show the workflow</a>
      </Answer>
      <form class="run-form" onSubmit={submit}>
        <InputForm form={form} />
        <details>
          <summary>Priority, tags, delay …</summary>
          <Select
            label="Priority"
            choices={[['', '(normal)'], ...PRIORITIES.map((priority) => [priority, priority] as const)]}
            value={options.priority}
            onValue={(priority) => setOptions({ ...options, priority })}
          />
          {ENTRIES.map(([option, label, about]) => (
            <Entry
              key={option}
              label={label}
              about={about}
              value={options[option]}
              onValue={(value) => setOptions({ ...options, [option]: value })}
            />
          ))}
        </details>
        {error !== undefined && <ErrorNotice error={error} />}
        <p>
          <button type="submit" class="primary" disabled={isBusy}>
            {isBusy ? 'Starting …' : 'Start the run'}
          </button>
        </p>
      </form>
    </>
  );
}

const ENTRIES = [
  ['tags', 'Tags', 'With commas.'],
  ['delay', 'Delay', 'How much later it starts, such as 30s or 2h.'],
  ['timeout', 'Time-out', 'Of the whole run, such as 10m. Empty: that of the definition.'],
  ['correlationId', 'Correlation id', 'Empty: a new one.'],
] as const;
