import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import type { DraftFault } from '../form/draft.ts';
import { Select } from '../form/entry.tsx';
import type { Faults } from '../form/schema-form.tsx';
import { NumberFields } from './number-fields.tsx';
import {
  type ClassTexts,
  COSTS,
  NEW_CLASS,
  PRIORITIES,
  readObjective,
  SIZES,
  toObjectiveTexts,
  VALUES,
} from './objective-texts.ts';
import { PolicyForm } from './policy-form.tsx';
import type { TuningFormProps } from './settings-form.tsx';

/** What the agent is to bring. */
export function ObjectiveForm({ agent, now, onDone }: TuningFormProps) {
  const [texts, setTexts] = useState(() => toObjectiveTexts(now.policy.objective));
  const { costs, classes } = texts;
  const read = () => {
    const faults: DraftFault[] = [];
    const objective = readObjective(texts, faults);
    const send = (reason: string) =>
      client.tuning.setPolicy(agent, { objective, ...(reason !== '' && { reason }) });
    return { faults, send };
  };
  const put = (changed: readonly ClassTexts[]) => setTexts({ ...texts, classes: changed });
  return (
    <PolicyForm
      title="Objective"
      about="What a step is worth, in any unit. By default 4 of priority critical and high, 2 of normal, else 1; it is late after 30 s and ten median durations, lateness costs its value once, a loss twice, and a vain attempt 5 % of it. Say only what is otherwise. All fields empty: the objective of the agent’s code."
      action="Set the objective"
      read={read}
      onDone={onDone}
    >
      {(faults) => (
        <>
          <NumberFields
            fields={COSTS}
            texts={costs}
            path="objective"
            faults={faults}
            emptyOf={() => 'default'}
            about={`of ${agent}`}
            onTexts={(changed) => setTexts({ ...texts, costs: changed })}
          />
          {classes.map((one, at) => (
            <StepClass
              key={at}
              at={at}
              texts={one}
              faults={faults}
              onTexts={(changed) => put(classes.with(at, changed))}
              onRemove={() => put(classes.toSpliced(at, 1))}
            />
          ))}
          <p>
            <button type="button" onClick={() => put([...classes, NEW_CLASS])}>
              Add a class of steps
            </button>
          </p>
        </>
      )}
    </PolicyForm>
  );
}

function StepClass({
  at,
  texts,
  faults,
  onTexts,
  onRemove,
}: {
  readonly at: number;
  readonly texts: ClassTexts;
  readonly faults: Faults;
  readonly onTexts: (texts: ClassTexts) => void;
  readonly onRemove: () => void;
}) {
  const path = `objective.classes.${at}`;
  const fault = faults.get(path);
  return (
    <fieldset class="field" data-wrong={fault !== undefined}>
      <legend>Class {at + 1}</legend>
      {fault !== undefined && <p class="fault">{fault}</p>}
      <div class="knobs">
        <Select
          label="Priority"
          choices={[['', 'all'], ...PRIORITIES.map((one) => [one, one] as const)]}
          fault={faults.get(`${path}.priority`)}
          value={texts.priority}
          onValue={(priority) => onTexts({ ...texts, priority })}
        />
        <Select
          label="Size of the input"
          choices={[['', 'all'], ...SIZES.map((one, size) => [String(size), one] as const)]}
          fault={faults.get(`${path}.size`)}
          value={texts.size}
          onValue={(size) => onTexts({ ...texts, size })}
        />
      </div>
      <NumberFields
        fields={VALUES}
        texts={texts.values}
        path={path}
        faults={faults}
        emptyOf={() => 'default'}
        about={`of class ${at + 1}`}
        onTexts={(values) => onTexts({ ...texts, values })}
      />
      <button type="button" onClick={onRemove}>
        Remove<span class="unseen"> class {at + 1}</span>
      </button>
    </fieldset>
  );
}
