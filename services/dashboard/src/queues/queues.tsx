import type { PauseTarget, PauseView } from '@ag06/client';
import { client } from '../client.ts';
import { QUEUE_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatCount, formatDuration, formatRate } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { CallingWorkflows } from './calling-workflows.tsx';
import { type QueueRow, toQueueRows, toQueuesAnswer } from './to-queue-rows.ts';

/** Ages of what waits grow, and pauses come, without an event. */
const EVERY_MS = 10_000;
const LEAST_MS = 2_000;

const number = (title: string, by: (row: QueueRow) => number | null | undefined) => ({
  title,
  isNumber: true,
  by: (row: QueueRow) => by(row) ?? undefined,
});

const COLUMNS: readonly SortedColumn<QueueRow>[] = [
  { title: 'Agent', by: ({ queue }) => queue.agent ?? queue.queue },
  number('Waiting', ({ queue }) => queue.waiting),
  number('Oldest', ({ scale }) => (scale === undefined || scale.waiting === 0 ? undefined : scale.oldestMs)),
  number('Running', ({ queue }) => queue.active),
  number('Delayed', ({ queue }) => queue.delayed),
  number('Comes', ({ scale }) => scale?.arrivalsPerSec),
  number('Ends', ({ scale }) => scale?.completionsPerSec),
  { title: 'Workers: now → wanted', by: ({ scale }) => scale?.ready },
  { title: 'Pause', by: ({ pause }) => pause?.paused ?? false },
];

/** Queues: how much waits and for how long, how many workers there are and should be, and what is paused. */
export function Queues() {
  const loaded = useLoad(
    async (signal) => {
      const options = { signal };
      const [queues, scale, pauses] = await Promise.all([
        client.fleet.queues(options),
        client.fleet.scale({}, options),
        client.pauses.list(options),
      ]);
      return {
        rows: toQueueRows(queues.items, scale.items, pauses.items),
        fleet: pauses.items.find(({ of }) => of === 'fleet'),
        workflows: pauses.items.filter(({ of }) => of === 'workflow'),
      };
    },
    [],
    { everyMs: EVERY_MS },
  );
  const { reload } = loaded;
  useLive(QUEUE_CHANGES, reload, LEAST_MS);
  const answer =
    loaded.status === 'ready'
      ? toQueuesAnswer(loaded.value.rows, loaded.value.fleet)
      : { text: '', tone: 'plain' as const };
  return (
    <>
      <Answer title="Queues and agents" tone={answer.tone}>
        {answer.text}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} isFollowing />
      <Shown of={loaded}>
        {({ rows, fleet, workflows }) => (
          <>
            <p class="buttons">
              <PauseButton target="fleet" name="the whole fleet" pause={fleet} onDone={reload} />
            </p>
            {workflows.map(
              (pause) =>
                'name' in pause && (
                  <p key={pause.name}>
                    Workflow {pause.name} is paused.{' '}
                    <PauseButton
                      target={{ workflow: pause.name }}
                      name={pause.name}
                      pause={pause}
                      onDone={reload}
                    />
                  </p>
                ),
            )}
            {rows.length === 0 ? (
              <Empty command="npx ag06 up --agents my-agents.ts">There are no agents yet. Start some:</Empty>
            ) : (
              <SortedTable label="Queues" columns={COLUMNS} rows={rows}>
                {(row) => <Row key={row.queue.queue} row={row} onDone={reload} />}
              </SortedTable>
            )}
          </>
        )}
      </Shown>
    </>
  );
}

function Row({
  row: { queue, scale, pause },
  onDone,
}: {
  readonly row: QueueRow;
  readonly onDone: () => void;
}) {
  const { agent } = queue;
  const count = (value: number | undefined) => (value === undefined ? '–' : formatCount(value));
  return (
    <tr>
      <td>
        <b>{agent ?? queue.queue}</b>{' '}
        {queue.didYouMean !== undefined && (
          <p class="faint">Nobody serves it. Did you mean {queue.didYouMean}?</p>
        )}
        {queue.heldBack !== undefined && <p class="tone-warn">Held back in BullMQ: {queue.heldBack}</p>}
        {agent !== undefined && <a href={`/tuning/${encodeURIComponent(agent)}`}>settings</a>}
        {agent !== undefined && <CallingWorkflows agent={agent} />}
      </td>
      <td class="number">{count(queue.waiting)}</td>
      <td class="number">
        {scale === undefined || scale.waiting === 0 ? '–' : formatDuration(scale.oldestMs)}
      </td>
      <td class="number">{count(queue.active)}</td>
      <td class="number">{count(queue.delayed)}</td>
      <td class="number">{formatRate(scale?.arrivalsPerSec)}</td>
      <td class="number">{formatRate(scale?.completionsPerSec)}</td>
      <td>
        {scale !== undefined && (
          <>
            <b>
              {scale.ready} → {scale.wanted}
            </b>{' '}
            <span class="faint">{scale.reason}</span>
          </>
        )}
      </td>
      <td class="acts">
        {agent !== undefined && <PauseButton target={{ agent }} name={agent} pause={pause} onDone={onDone} />}
      </td>
    </tr>
  );
}

/** Pauses or resumes an agent, a workflow or the fleet. */
function PauseButton({
  target,
  name,
  pause,
  onDone,
}: {
  readonly target: PauseTarget;
  readonly name: string;
  readonly pause: PauseView | undefined;
  readonly onDone: () => void;
}) {
  const isPaused = pause?.paused ?? false;
  return (
    <>
      <ActionButton
        label={`${isPaused ? 'Resume' : 'Pause'}${target === 'fleet' ? ' the whole fleet' : ''}`}
        about={name}
        title={`${isPaused ? 'Resume' : 'Pause'} ${name}?`}
        perform={() => (isPaused ? client.pauses.resume(target) : client.pauses.pause(target)).then(onDone)}
      >
        <p>
          {isPaused
            ? `${pause?.blockedSteps ?? 0} steps that wait begin in their order.`
            : 'No step begins until it is resumed. Steps that run go on to their end.'}
        </p>
      </ActionButton>{' '}
      {isPaused && (
        <span class="tone-warn">
          paused {pause?.since !== undefined && <When at={pause.since} />}
          {pause?.by !== undefined && ` by ${pause.by}`}, {pause?.blockedSteps} steps wait
        </span>
      )}
    </>
  );
}
