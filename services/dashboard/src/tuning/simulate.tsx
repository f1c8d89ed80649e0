import type { SimulationEstimate, SimulationView } from '@ag06/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';
import { Table } from '../parts/table.tsx';
import { SIMULATED, toOrder } from './to-order.ts';
import './tuning.css';

/** What other settings would bring, by a replay of what was recorded. Nothing is published. */
export function Simulate({ agent }: { readonly agent: string }) {
  const [fields, setFields] = useState<ReadonlyMap<string, string>>(new Map());
  const [hours, setHours] = useState('24');
  const [view, setView] = useState<SimulationView>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const left = useRef(new AbortController());
  useEffect(() => () => left.current.abort(), []);
  const simulate = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const order = toOrder(fields, Math.max(0.1, Number(hours) || 24), Date.now());
      setView(await client.tuning.simulate(agent, order, { signal: left.current.signal }));
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <>
      <h2>What would other settings bring?</h2>
      <form class="fields" onSubmit={simulate}>
        {SIMULATED.map(([name, label]) => (
          <label key={name}>
            {label}
            <input
              type="number"
              step="any"
              min="0"
              placeholder="as now"
              value={fields.get(name) ?? ''}
              onInput={({ currentTarget }) => setFields(new Map(fields).set(name, currentTarget.value))}
            />
          </label>
        ))}
        <label>
          by the last hours
          <input
            type="number"
            min="0.1"
            step="any"
            value={hours}
            onInput={(event) => setHours(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Replaying, up to half a minute …' : 'Simulate'}
        </button>
      </form>
      {error !== undefined && <ErrorNotice error={error} />}
      {view !== undefined && <Result view={view} />}
    </>
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
