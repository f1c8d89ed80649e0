import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import type { DraftFault } from '../form/draft.ts';
import { hardBoundsOf, readBounds, toBoundsTexts } from './bounds-texts.ts';
import { KNOBS } from './knobs.ts';
import { PolicyForm } from './policy-form.tsx';
import { tellRange } from './read-knobs.ts';
import type { TuningFormProps } from './settings-form.tsx';

const SIDES = [
  ['min', 'least'],
  ['max', 'most'],
] as const;

/** Within which the optimizer may move settings. */
export function BoundsForm({ agent, now, onDone }: TuningFormProps) {
  const [texts, setTexts] = useState(() => toBoundsTexts(now.policy.bounds));
  const read = () => {
    const faults: DraftFault[] = [];
    const bounds = readBounds(texts, faults);
    const send = (reason: string) =>
      client.tuning.setPolicy(agent, { bounds, ...(reason !== '' && { reason }) });
    return { faults, send };
  };
  return (
    <PolicyForm
      title="Bounds"
      about="The optimizer moves settings within them, and workers hold them. What you publish yourself may lie outside. All fields empty: the bounds of the agent’s code, and the hard ones."
      action="Set the bounds"
      read={read}
      onDone={onDone}
    >
      {(faults) => (
        <div class="knobs">
          {KNOBS.map((knob) => (
            <fieldset key={knob.name} class="field">
              <legend>{knob.label}</legend>
              <p class="about">{tellRange(hardBoundsOf(knob))}.</p>
              <div class="pair">
                {SIDES.map(([side, label]) => {
                  const name = `${knob.name}.${side}`;
                  return (
                    <label key={side}>
                      {label}
                      <span class="unseen"> of {knob.label}</span>
                      <input
                        type="number"
                        step="any"
                        aria-invalid={faults.has(`bounds.${name}`)}
                        value={texts.get(name) ?? ''}
                        onInput={(event) => setTexts(new Map(texts).set(name, event.currentTarget.value))}
                      />
                    </label>
                  );
                })}
              </div>
              {SIDES.map(([side]) => {
                const fault = faults.get(`bounds.${knob.name}.${side}`);
                return (
                  fault !== undefined && (
                    <p key={side} class="fault">
                      {fault}
                    </p>
                  )
                );
              })}
            </fieldset>
          ))}
        </div>
      )}
    </PolicyForm>
  );
}
