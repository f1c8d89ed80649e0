import type { AgentTuningView, TuningSettings } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import type { DraftFault } from '../form/draft.ts';
import { KNOBS } from './knobs.ts';
import { NumberFields } from './number-fields.tsx';
import { PolicyForm } from './policy-form.tsx';
import { toChange, toKnobTexts } from './read-knobs.ts';

/** What a form about an agent is given. */
export interface TuningFormProps {
  readonly agent: string;
  readonly now: AgentTuningView;
  readonly onDone: () => void;
}

/** Publishes settings by hand. */
export function SettingsForm({ agent, now, onDone }: TuningFormProps) {
  // What the fields began with: only what is otherwise now is sent, whatever others have published since.
  const [before, setBefore] = useState<TuningSettings>(now.published?.settings ?? {});
  const [texts, setTexts] = useState(() => toKnobTexts(before));
  const own = new Map(Object.entries(now.published?.static ?? {}));
  const read = () => {
    const faults: DraftFault[] = [];
    const { settings, unset } = toChange(before, texts, faults);
    if (Object.keys(settings).length === 0 && unset.length === 0)
      faults.push({ path: 'settings', message: 'Nothing is changed.' });
    const send = async (reason: string) => {
      const change = { settings, merge: true, unset, ...(reason !== '' && { reason }) };
      const published = await client.tuning.set(agent, change);
      setBefore(published.settings);
      setTexts(toKnobTexts(published.settings));
    };
    return { faults, send };
  };
  return (
    <PolicyForm
      title="Settings"
      about="All workers use them within two seconds. They are yours then: the optimizer leaves them as they are until you unlock them. An empty field is static: what each worker does by itself."
      action="Publish"
      read={read}
      onDone={onDone}
    >
      {(faults) => (
        <NumberFields
          fields={KNOBS}
          texts={texts}
          path="settings"
          faults={faults}
          emptyOf={(name) => (own.has(name) ? `static: ${String(own.get(name))}` : 'static')}
          about={`of ${agent}`}
          onTexts={setTexts}
        />
      )}
    </PolicyForm>
  );
}
