import type { ScheduleView } from '@ag06/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { toFaults, toRefusedFaults } from '../form/to-faults.ts';
import { useFaultFocus } from '../form/use-fault-focus.ts';
import { FormError } from '../form/use-schema-form.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { useLoad } from '../parts/use-load.ts';
import { InputForm } from '../workflows/input-form.tsx';
import { useInputForm } from '../workflows/use-input-form.ts';
import { NextSlots } from './next-slots.tsx';
import { RuleFields, TimeFields, WorkflowFields } from './schedule-fields.tsx';
import { findTextFaults, SCHEDULE_PLACES, type ScheduleTexts, toScheduleSettings } from './schedule-texts.ts';

/** A form of a schedule: a new one, or one that is there (`before`). Its next slots can be seen before it is saved. */
export function ScheduleForm({
  first,
  before,
  onSaved,
}: {
  readonly first: ScheduleTexts;
  readonly before?: ScheduleView;
  readonly onSaved: (name: string) => void;
}) {
  const [texts, setTexts] = useState(first);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [plan, setPlan] = useState<ScheduleView>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState<'plan' | 'save'>();
  const ref = useFaultFocus(error);
  const planned = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (plan !== undefined) planned.current?.scrollIntoView({ block: 'nearest' });
  }, [plan]);
  const workflows = useLoad((signal) => client.workflows.list({ signal }), []);
  const names = workflows.status === 'ready' ? workflows.value.items.map(({ name }) => name) : [];
  const isKnown = names.includes(texts.workflow);
  const { workflow, version } = texts;
  const definition = useLoad(
    async (signal) =>
      isKnown
        ? (await client.workflows.get(workflow, { signal, ...(version !== '' && { version }) })).definition
        : undefined,
    [workflow, version, isKnown],
  );
  const form = useInputForm(
    definition.status === 'ready' ? definition.value : undefined,
    workflow,
    before?.workflow === workflow ? before.input : undefined,
  );

  const change = (changed: Partial<ScheduleTexts>) => {
    setTexts({ ...texts, ...changed });
    setPlan(undefined);
  };
  const put = (input: unknown, dryRun: boolean) =>
    client.schedules.put(texts.name.trim(), { ...toScheduleSettings(texts, input, before), dryRun });
  /** Looks at all fields, then does it: `plan` keeps nothing. */
  const act = async (what: 'plan' | 'save') => {
    setBusy(what);
    setError(undefined);
    setPlan(undefined);
    const own = findTextFaults(texts);
    setFaults(toFaults(own));
    try {
      await form.submit(async (input) => {
        const [fault] = own;
        if (fault !== undefined) throw new FormError(`${fault.path}: ${fault.message}`);
        const kept = await put(input, what === 'plan');
        if (what === 'plan') setPlan(kept);
        else onSaved(kept.name);
      });
    } catch (caught) {
      if (!(caught instanceof FormError)) setFaults(toRefusedFaults(caught, SCHEDULE_PLACES));
      setError(caught);
    }
    setBusy(undefined);
  };
  return (
    <form
      ref={ref}
      class="run-form"
      onSubmit={(event) => {
        event.preventDefault();
        void act('save');
      }}
    >
      <WorkflowFields
        texts={texts}
        faults={faults}
        onChange={change}
        names={names}
        isKnown={isKnown}
        isNew={before === undefined}
      />
      <TimeFields texts={texts} faults={faults} onChange={change} />
      <fieldset class="field">
        <legend>Input of its runs</legend>
        {definition.status === 'failed' && <ErrorNotice error={definition.error} />}
        <InputForm form={form} />
      </fieldset>
      <RuleFields texts={texts} faults={faults} onChange={change} isNew={before === undefined} />
      {error !== undefined && <ErrorNotice error={error} />}
      <p class="buttons">
        <button type="button" disabled={busy !== undefined} onClick={() => act('plan')}>
          {busy === 'plan' ? 'Looking …' : 'Show the next slots'}
        </button>
        <button type="submit" class="primary" disabled={busy !== undefined}>
          {busy === 'save' ? 'Saving …' : before === undefined ? 'Create the schedule' : 'Save'}
        </button>
      </p>
      <div role="status" ref={planned}>
        {plan !== undefined && (
          <>
            <h2>Next slots</h2>
            <p>All fields are as the fleet expects. Nothing is saved yet.</p>
            <NextSlots schedule={plan} />
          </>
        )}
      </div>
    </form>
  );
}
