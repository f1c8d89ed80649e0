import { type AgentBounds, type AgentTuningView, createKey } from '@ag06/client';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { client } from '../client.ts';
import type { DraftFault } from '../form/draft.ts';
import { Choices, Entry } from '../form/entry.tsx';
import type { Faults } from '../form/schema-form.tsx';
import { useFormAct } from '../form/use-form-act.ts';
import { Answer } from '../parts/answer.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { toPreview } from '../parts/to-members.ts';
import { useLoad } from '../parts/use-load.ts';
import { NumberFields } from '../tuning/number-fields.tsx';
import {
  ASSIGNMENTS,
  type ExperimentTexts,
  knobsOf,
  metricsOf,
  newExperimentTexts,
  readPlan,
  withAssignment,
} from './experiment-texts.ts';
import './experiments.css';

/** The fields that refusals of the whole are about. */
const PLACES = new Map([
  ['AGENT_UNKNOWN', 'agent'],
  ['EXPERIMENT_RUNNING', 'agent'],
]);

/** `/new/experiment`, on the agent that the query names. It leads to the list of experiments. */
export function NewExperiment() {
  const { query, route } = useLocation();
  const [texts, setTexts] = useState(() => newExperimentTexts(query.agent ?? ''));
  // A repeat after an answer that did not come back begins no second one; a changed form is another experiment.
  const [key, setKey] = useState(createKey);
  const { ref, faults, error, isBusy, act } = useFormAct(PLACES);
  const { names, tuning } = useAgent(texts.agent);
  const change = (changed: Partial<ExperimentTexts>) => {
    setTexts({ ...texts, ...changed });
    setKey(createKey());
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const own: DraftFault[] = [];
    const plan = readPlan(texts, own);
    if (await act(own, () => client.experiments.start(plan, { key }))) route('/experiments');
  };
  return (
    <>
      <Answer title="New experiment">Compares two settings of an agent while it works.</Answer>
      <p>
        It ends when one arm is better, after 120 observations without a difference, when B does harm, or by
        your word. Its results are counted while an optimizer leads, and may be looked at at any time.
      </p>
      <form class="run-form" ref={ref} onSubmit={submit}>
        <Agent texts={texts} faults={faults} onChange={change} names={names} tuning={tuning} />
        <Choices
          label="Which arm a run has"
          choices={ASSIGNMENTS}
          fault={faults.get('assignment')}
          value={texts.assignment}
          onValue={(value) => change(withAssignment(texts, value === 'switchback' ? value : 'run'))}
        />
        {texts.assignment === 'switchback' && (
          <Entry
            label="Seconds of a block"
            about="5 to 86,400. Longer than what a step takes."
            type="number"
            fault={faults.get('blockSeconds')}
            value={texts.blockSeconds}
            onValue={(blockSeconds) => change({ blockSeconds })}
          />
        )}
        <Arm
          title="Arm A"
          about="What is in force so far. A knob without a value is as published."
          path="arms.0"
          texts={texts}
          arm="a"
          bounds={tuning?.policy.bounds}
          faults={faults}
          onChange={change}
        />
        <Arm
          title="Arm B"
          about="What may be better."
          path="arms.1"
          texts={texts}
          arm="b"
          bounds={tuning?.policy.bounds}
          faults={faults}
          onChange={change}
        />
        <Choices
          label="What is compared: more is better"
          choices={metricsOf(texts.assignment)}
          fault={faults.get('metric')}
          value={texts.metric}
          onValue={(value) =>
            change({ metric: metricsOf(texts.assignment).find(([of]) => of === value)?.[0] ?? 'value' })
          }
        />
        <Entry
          label="Share of errors (alpha)"
          about="The share of experiments without a difference that may find one: 0.02 is 2 of 100. 0.001 to 0.2; less needs more observations."
          type="number"
          fault={faults.get('alpha')}
          value={texts.alpha}
          onValue={(alpha) => change({ alpha })}
        />
        <Choices
          label="Who publishes the winner"
          choices={[
            ['person', 'A person', 'Nothing changes until you publish it.'],
            ['auto', 'The optimizer', 'As soon as it is decided.'],
          ]}
          value={texts.promote}
          onValue={(value) => change({ promote: value === 'auto' ? value : 'person' })}
        />
        <Entry
          label="Reason (optional)"
          about="Is shown with it."
          fault={faults.get('reason')}
          value={texts.reason}
          onValue={(reason) => change({ reason })}
        />
        {error !== undefined && <ErrorNotice error={error} />}
        <p class="buttons">
          <button type="submit" class="primary" disabled={isBusy}>
            {isBusy ? 'Beginning …' : 'Begin the experiment'}
          </button>
        </p>
      </form>
    </>
  );
}

interface PartProps {
  readonly texts: ExperimentTexts;
  readonly faults: Faults;
  readonly onChange: (changed: Partial<ExperimentTexts>) => void;
}

/** Loads the names of all agents, and what is known of this one. */
function useAgent(agent: string) {
  const agents = useLoad((signal) => client.fleet.agents({ signal }), []);
  const names = agents.status === 'ready' ? agents.value.items.map(({ name }) => name) : [];
  const isKnown = names.includes(agent);
  const shown = useLoad(
    async (signal) => (isKnown ? client.tuning.show(agent, { signal }) : undefined),
    [agent, isKnown],
  );
  return { names, tuning: shown.status === 'ready' ? shown.value : undefined };
}

/** The agent, and what is published for it. */
function Agent({
  texts: { agent },
  faults,
  onChange,
  names,
  tuning,
}: PartProps & { readonly names: readonly string[]; readonly tuning: AgentTuningView | undefined }) {
  const settings = tuning?.published?.settings ?? {};
  return (
    <>
      <Entry
        label="Agent"
        known={names}
        fault={faults.get('agent')}
        value={agent}
        onValue={(changed) => onChange({ agent: changed })}
      />
      {tuning !== undefined && (
        <p class="faint">
          Published:{' '}
          {Object.keys(settings).length === 0 ? (
            'nothing. Workers have their own settings.'
          ) : (
            <code>{toPreview(settings)}</code>
          )}
        </p>
      )}
    </>
  );
}

function Arm({
  title,
  about,
  path,
  arm,
  bounds,
  texts,
  faults,
  onChange,
}: PartProps & {
  readonly bounds: AgentBounds | null | undefined;
  readonly title: string;
  readonly about: string;
  readonly path: string;
  readonly arm: 'a' | 'b';
}) {
  const fault = arm === 'b' ? (faults.get('arms') ?? faults.get(path)) : faults.get(path);
  return (
    <fieldset class="field" data-wrong={fault !== undefined}>
      <legend>{title}</legend>
      <p class="about">{about}</p>
      {fault !== undefined && <p class="fault">{fault}</p>}
      <NumberFields
        fields={knobsOf(texts.assignment)}
        texts={texts[arm]}
        path={path}
        faults={faults}
        boundsOf={(name) => new Map(Object.entries(bounds ?? {})).get(name)}
        about={`of ${title}`}
        onTexts={(changed) => onChange({ [arm]: changed })}
      />
    </fieldset>
  );
}
