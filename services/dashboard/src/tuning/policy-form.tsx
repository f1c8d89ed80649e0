import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { DraftFault } from '../form/draft.ts';
import { Entry } from '../form/entry.tsx';
import type { Faults } from '../form/schema-form.tsx';
import { useFormAct } from '../form/use-form-act.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';

/** What a form sends: with `send`, unless its fields have faults. */
interface PolicyChange {
  readonly faults: readonly DraftFault[];
  readonly send: (reason: string) => Promise<unknown>;
}

/** One kind of what a person decides about an agent: its fields, a reason, and what came of it. */
export function PolicyForm({
  title,
  about,
  action,
  read,
  onDone,
  children,
}: {
  readonly title: string;
  readonly about: ComponentChildren;
  readonly action: string;
  readonly read: () => PolicyChange;
  readonly onDone: () => void;
  readonly children: (faults: Faults) => ComponentChildren;
}) {
  const [reason, setReason] = useState('');
  const [isSaved, setSaved] = useState(false);
  const { ref, faults, error, isBusy, act } = useFormAct();
  const submit = async (event: Event) => {
    event.preventDefault();
    setSaved(false);
    const { faults: own, send } = read();
    if (!(await act(own, () => send(reason.trim())))) return;
    setSaved(true);
    setReason('');
    onDone();
  };
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <p>{about}</p>
      <form class="policy-form" ref={ref} onSubmit={submit} onInput={() => setSaved(false)}>
        {children(faults)}
        <Entry
          label="Reason (optional)"
          about="Is recorded, and shown with it."
          fault={faults.get('reason')}
          value={reason}
          onValue={setReason}
        />
        {error !== undefined && <ErrorNotice error={error} />}
        <p class="buttons">
          <button type="submit" class="primary" disabled={isBusy}>
            {isBusy ? 'Saving …' : action}
          </button>
          <span role="status">{isSaved && 'Saved.'}</span>
        </p>
      </form>
    </section>
  );
}
