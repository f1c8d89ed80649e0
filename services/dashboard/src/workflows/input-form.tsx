import { SchemaForm } from '../form/schema-form.tsx';
import type { useInputForm } from './use-input-form.ts';

/** The input of a workflow, as fields or as JSON. */
export function InputForm({
  form: { props, hasSchema, isJson, setJson },
}: {
  readonly form: ReturnType<typeof useInputForm>;
}) {
  return (
    <>
      <SchemaForm {...props} />
      {hasSchema && (
        <p>
          <button type="button" onClick={() => setJson(!isJson)}>
            {isJson ? 'Fill in the form instead' : 'Write the input as JSON instead'}
          </button>
        </p>
      )}
    </>
  );
}
