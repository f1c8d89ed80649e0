import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { formatCount } from '../parts/format.ts';
import { JsonView } from '../parts/json-view.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table } from '../parts/table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';

const PAGE = 50;

/** The events of a stream by page; at first the last ones. */
export function StreamEvents({
  name,
  last,
  types,
}: {
  readonly name: string;
  readonly last: number;
  readonly types: readonly string[];
}) {
  const [after, setAfter] = useState(Math.max(0, last - PAGE));
  const [type, setType] = useState('');
  const filter = { after, limit: PAGE, ...(type !== '' && { type }) };
  const loaded = useLoad((signal) => client.streams.readPage(name, filter, { signal }), [name, after, type]);
  return (
    <>
      <h2>Events</h2>
      <p class="buttons">
        <label>
          After position{' '}
          <input
            type="number"
            min={0}
            value={after}
            onChange={(event) => setAfter(Math.max(0, Math.trunc(event.currentTarget.valueAsNumber) || 0))}
          />
        </label>
        <label>
          Type{' '}
          <select value={type} onChange={(event) => setType(event.currentTarget.value)}>
            <option value="">any</option>
            {types.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <button type="button" disabled={after === 0} onClick={() => setAfter(Math.max(0, after - PAGE))}>
          Earlier
        </button>
        <button
          type="button"
          disabled={loaded.status !== 'ready' || loaded.value.next === undefined}
          onClick={() => loaded.status === 'ready' && setAfter(loaded.value.next ?? after)}
        >
          Later
        </button>
        <button type="button" onClick={() => setAfter(Math.max(0, last - PAGE))}>
          Last
        </button>
      </p>
      <Shown of={loaded}>
        {({ events, archived }) => (
          <>
            {archived === true && <p class="faint">These are from the archive.</p>}
            {events.length === 0 ? (
              <p>No event here.</p>
            ) : (
              <Table
                label="Events"
                columns={[{ title: 'Position', isNumber: true }, 'When', 'Type', 'Data', 'Correlation id']}
              >
                {events.map(({ position, at, type: of, data, correlationId }) => (
                  <tr key={position}>
                    <td class="number">{formatCount(position)}</td>
                    <td>
                      <When at={at} />
                    </td>
                    <td>{of}</td>
                    <td>
                      <JsonView value={data} />
                    </td>
                    <td>
                      {correlationId !== undefined && (
                        <a href={`/runs?correlationId=${encodeURIComponent(correlationId)}`}>
                          {correlationId}
                        </a>
                      )}
                    </td>
                  </tr>
                ))}
              </Table>
            )}
          </>
        )}
      </Shown>
    </>
  );
}
