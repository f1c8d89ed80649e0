import { useId, useState } from 'preact/hooks';
import { client } from '../../client.ts';
import { SchemaForm } from '../../form/schema-form.tsx';
import { useSchemaForm } from '../../form/use-schema-form.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { findSignalSchema, listSignals } from './signal-schema.ts';

interface SignalProps {
  readonly runId: string;
  readonly definition: unknown;
  /** Absent: the reader names one. */
  readonly signal?: string;
  readonly step?: string;
  readonly isPrimary?: boolean;
}

/** Sends a signal to the run, with a payload by the schema of the step. */
export function SignalButton(props: SignalProps) {
  const [isOpen, setOpen] = useState(false);
  const { signal, isPrimary = false } = props;
  return (
    <>
      <button type="button" class={isPrimary ? 'primary' : ''} onClick={() => setOpen(true)}>
        {signal === undefined ? 'Signal …' : `Send the signal ${signal} …`}
      </button>
      {isOpen && <SignalDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function SignalDialog({
  runId,
  definition,
  signal,
  step,
  onClose,
}: SignalProps & { readonly onClose: () => void }) {
  const id = useId();
  const names = listSignals(definition);
  const [name, setName] = useState(signal ?? names[0] ?? '');
  const form = useSchemaForm(findSignalSchema(definition, name, step), 'payload', name);
  const send = () => form.submit((payload) => client.signal(runId, name, payload));
  return (
    <Confirm title={`Signal to ${runId}`} action={`Send ${name}`} onConfirm={send} onClose={onClose}>
      {signal === undefined && (
        <div class="field">
          <label for={id}>Name</label>
          <input
            id={id}
            list={`${id}-names`}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <datalist id={`${id}-names`}>
            {names.map((known) => (
              <option key={known} value={known} />
            ))}
          </datalist>
        </div>
      )}
      <SchemaForm {...form.props} />
    </Confirm>
  );
}
