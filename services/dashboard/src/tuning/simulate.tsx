import type { SimulationEstimate, SimulationView } from '@ag06/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../client.ts';
import type { DraftFault } from '../form/draft.ts';
import { Entry } from '../form/entry.tsx';
import { useFormAct } from '../form/use-form-act.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';
import { Table } from '../parts/table.tsx';
import { NumberFields } from './number-fields.tsx';
import type { NumberTexts } from './read-knobs.ts';
import { SIMULATED, toOrder } from './to-order.ts';
import './tuning.css';

/** What other settings would bring, by a replay of what was recorded. Nothing is published. */
export function Simulate({ agent }: { readonly agent: string }) {
  const [texts, setTexts] = useState<NumberTexts>(new Map());
  const [hours, setHours] = useState('24');
  const [view, setView] = useState<SimulationView>();
  const { ref, faults, error, isBusy, act } = useFormAct();
  const left = useRef(new AbortController());
  useEffect(() => () => left.current.abort(), []);
  const simulate = async (event: Event) => {
    event.preventDefault();
    const own: DraftFault[] = [];
    const order = toOrder(texts, hours, Date.now(), own);
    await act(own, async () =>
      setView(await client.tuning.simulate(agent, order, { signal: left.current.signal })),
    );
  };
  return (
    <section aria-label="Simulation">
      <h2>What would other settings bring?</h2>
      <form class="policy-form" ref={ref} onSubmit={simulate}>
        <NumberFields
          fields={SIMULATED}
          texts={texts}
          path="settings"
          faults={faults}
          about="in the simulation"
          onTexts={setTexts}
        />
        <Entry
          label="By the last hours"
          type="number"
          fault={faults.get('hours')}
          value={hours}
          onValue={setHours}
        />
        {error !== undefined && <ErrorNotice error={error} />}
        <p class="buttons">
          <button type="submit" class="primary" disabled={isBusy}>
            {isBusy ? 'Replaying, up to half a minute …' : 'Simulate'}
          </button>
        </p>
      </form>
      {view !== undefined && <Result view={view} />}
    </section>
  );
}

function Result({ view: { sentence, measures, caveats, basis } }: { readonly view: SimulationView }) {
  return (
    <div role="status">
      <p>
        <b>{sentence}</b>
      </p>
      <Table
        label="What the settings would bring"
        columns={['Measure', 'Recorded', 'Now', 'Proposed', 'Difference (90 %)']}
      >
        {measures.map(({ measure, recorded, now, proposed, difference }) => (
          <tr key={measure}>
            <td>{measure}</td>
            <td>{toShort(recorded)}</td>
            <td>{toShort(now.value)}</td>
            <td>{toShort(proposed.value)}</td>
            <td>{toRange(difference)}</td>
          </tr>
        ))}
      </Table>
      <ul>
        {caveats.map(({ code, sentence: caveat }) => (
          <li key={code}>
            <code>{code}</code> {caveat}
          </li>
        ))}
      </ul>
      <p class="faint">
        By {formatNoun(basis.attempts, 'attempt')} of {formatNoun(basis.runs, 'run')}.
      </p>
    </div>
  );
}

const toShort = (value: number): string => String(Number(value.toPrecision(3)));
const toRange = ({ value, low, high }: SimulationEstimate): string =>
  `${toShort(value)} (${toShort(low)} to ${toShort(high)})`;
