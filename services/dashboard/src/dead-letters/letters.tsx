import type { DeadLetterView } from '@ag06/client';
import { client } from '../client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { When } from '../parts/when.tsx';

const COLUMNS: readonly SortedColumn<DeadLetterView>[] = [
  { title: 'When', by: ({ at }) => Date.parse(at) },
  { title: 'Reason', by: ({ reason }) => reason },
  { title: 'Job', by: ({ queue, jobId }) => `${queue} ${jobId}` },
  { title: 'What it holds' },
  { title: 'Actions' },
];

/** What a delivery became that was processed again. */
export type Redriven = Awaited<ReturnType<typeof client.deadLetters.redrive>>;

export interface LetterActions {
  readonly onDone: () => void;
  readonly onRedriven: (redriven: Redriven) => void;
}

/** Dead letters one by one, each with its buttons. */
export function Letters({
  letters,
  note,
  ...actions
}: LetterActions & { readonly letters: readonly DeadLetterView[]; readonly note?: string | undefined }) {
  return (
    <SortedTable label="Dead letters" columns={COLUMNS} rows={letters} note={note}>
      {(letter) => <Letter key={letter.id} letter={letter} {...actions} />}
    </SortedTable>
  );
}

function Letter({ letter, onDone, onRedriven }: LetterActions & { readonly letter: DeadLetterView }) {
  const { id, at, queue, jobId, reason, problem, data } = letter;
  const redrive = () => client.deadLetters.redrive(id).then(onRedriven);
  return (
    <tr>
      <td>
        <When at={at} />
      </td>
      <td>
        <code>{reason}</code>
      </td>
      <td>
        {queue}
        <br />
        <code class="faint">{jobId}</code>
      </td>
      <td>
        <JsonView value={data} />
        {problem !== undefined && <JsonView value={problem} />}
      </td>
      <td class="acts">
        <span class="buttons">
          <ActionButton label="Redrive" about={id} title="Process this delivery again?" perform={redrive}>
            <p>
              A submission becomes one run, however often it is redriven. An activation makes its run go on.
            </p>
          </ActionButton>
          <ActionButton
            label="Delete"
            about={id}
            title="Delete this dead letter for good?"
            isDangerous
            perform={() => client.deadLetters.delete(id).then(onDone)}
          />
        </span>
      </td>
    </tr>
  );
}
