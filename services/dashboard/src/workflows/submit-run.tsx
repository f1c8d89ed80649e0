import { useId, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { SchemaForm } from '../form/schema-form.tsx';
import { useSchemaForm } from '../form/use-schema-form.ts';
import { Answer } from '../parts/answer.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { useLoad } from '../parts/use-load.ts';
import { NO_OPTIONS, PRIORITIES, readOptions } from './read-options.ts';
import { toWorkflowPath } from './to-workflow-path.ts';
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
  const schema = inputSchemaOf(definition);
  const [isJson, setJson] = useState(false);
  const form = useSchemaForm(isJson ? undefined : schema, 'input', String(isJson));
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
        {schema === undefined ? 'Its input may be anything.' : 'Its input, and how it is to run.'}{' '}
        <a href={toWorkflowPath(name, { version })}>Show the workflow</a>
      </Answer>
      <form class="run-form" onSubmit={submit}>
        <SchemaForm {...form.props} />
        {schema !== undefined && (
          <p>
            <button type="button" onClick={() => setJson(!isJson)}>
              {isJson ? 'Fill in the form instead' : 'Write the input as JSON instead'}
            </button>
          </p>
        )}
        <details>
          <summary>Priority, tags, delay …</summary>
          <div class="field">
            <Priority value={options.priority} onValue={(priority) => setOptions({ ...options, priority })} />
          </div>
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

function Entry({
  label,
  about,
  value,
  onValue,
}: {
  readonly label: string;
  readonly about: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="about" id={`${id}-about`}>
        {about}
      </p>
      <input
        id={id}
        aria-describedby={`${id}-about`}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}

function Priority({ value, onValue }: { readonly value: string; readonly onValue: (value: string) => void }) {
  const id = useId();
  return (
    <>
      <label for={id}>Priority</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        <option value="">(normal)</option>
        {PRIORITIES.map((priority) => (
          <option key={priority} value={priority}>
            {priority}
          </option>
        ))}
      </select>
    </>
  );
}

/** A schema that allows anything is none. */
function inputSchemaOf(definition: unknown): unknown {
  if (typeof definition !== 'object' || definition === null || !('input' in definition)) return undefined;
  return typeof definition.input === 'object' ? definition.input : undefined;
}
