import type { GroupView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { formatCount, formatNoun } from '../parts/format.ts';
import { JsonView } from '../parts/json-view.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table } from '../parts/table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';

const PAGE = 100;
const number = (title: string) => ({ title, isNumber: true });

/** The groups of a stream with their lag, and the events that they could not process. */
export function StreamGroups({
  name,
  groups,
  onDone,
}: {
  readonly name: string;
  readonly groups: readonly GroupView[];
  readonly onDone: () => void;
}) {
  const [shown, setShown] = useState<string>();
  if (groups.length === 0) return null;
  return (
    <>
      <h2>Groups</h2>
      <Table
        label="Groups"
        columns={[
          'Group',
          number('Lag'),
          number('In hand'),
          number('Settled up to'),
          'Oldest not settled',
          'Dead letters',
        ]}
      >
        {groups.map(({ group, lag, pending, position, oldestAt, deadLetters }) => (
          <tr key={group}>
            <td>{group}</td>
            <td class="number">{formatCount(lag)}</td>
            <td class="number">{formatCount(pending)}</td>
            <td class="number">{formatCount(position)}</td>
            <td>{oldestAt === undefined ? '–' : <When at={oldestAt} />}</td>
            <td>
              {deadLetters === 0 ? (
                '0'
              ) : (
                <button
                  type="button"
                  class="danger"
                  aria-expanded={shown === group}
                  onClick={() => setShown(shown === group ? undefined : group)}
                >
                  {formatCount(deadLetters)} of {group}
                </button>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {shown !== undefined && <GroupLetters key={shown} name={name} group={shown} onDone={onDone} />}
    </>
  );
}

function GroupLetters({
  name,
  group,
  onDone,
}: {
  readonly name: string;
  readonly group: string;
  readonly onDone: () => void;
}) {
  const of = client.streams.group(name, group);
  const loaded = useLoad((signal) => of.deadLetters({ limit: PAGE }, { signal }), [name, group]);
  const done = () => {
    loaded.reload();
    onDone();
  };
  return (
    <Shown of={loaded}>
      {({ items, next }) => {
        const positions = items.map(({ position }) => position);
        const count = formatNoun(positions.length, 'event');
        return (
          <>
            <h3>Dead letters of {group}</h3>
            <p class="buttons">
              <ActionButton
                label={`Redrive ${count}`}
                about={group}
                title={`Deliver ${count} to ${group} again?`}
                perform={() => of.redrive(positions).then(done)}
              />
              <ActionButton
                label={`Discard ${count}`}
                about={group}
                title={`Drop ${count} for good?`}
                isDangerous
                typed={String(positions.length)}
                perform={() => of.discard(positions).then(done)}
              >
                <p>They stay in the stream; {group} does not get them any more.</p>
              </ActionButton>
              {next !== undefined && <span>There are more behind these.</span>}
            </p>
            <Table label={`Dead letters of ${group}`} columns={[number('Position'), 'When', 'Why', 'Event']}>
              {items.map(({ position, at, reason, deliveries, event }) => (
                <tr key={position}>
                  <td class="number">{formatCount(position)}</td>
                  <td>
                    <When at={at} />
                  </td>
                  <td>
                    {reason}{' '}
                    <span class="faint">after {formatNoun(deliveries, 'delivery', 'deliveries')}</span>
                  </td>
                  <td>
                    {event === undefined ? (
                      'gone'
                    ) : (
                      <JsonView value={{ type: event.type, data: event.data }} />
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          </>
        );
      }}
    </Shown>
  );
}
