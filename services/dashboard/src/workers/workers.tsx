import type { WorkerView } from '@ag06/client';
import { client } from '../client.ts';
import { WORKER_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatBytes, formatDuration, formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { START_EMBEDDED, START_WORKER } from '../parts/start-worker.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { toWorkersAnswer } from './to-workers-answer.ts';

/** Workers come and leave without an event. */
const EVERY_MS = 5_000;
const LEAST_MS = 2_000;

const COLUMNS: readonly SortedColumn<WorkerView>[] = [
  { title: 'Worker', by: ({ id }) => id },
  { title: 'Status', by: ({ status }) => status },
  { title: 'Slots', by: ({ slots }) => slots && slots.used / Math.max(1, slots.limit) },
  { title: 'Seen', by: ({ seenAt }) => Date.parse(seenAt) },
  { title: 'Serves', by: ({ agents }) => agents.length },
  { title: 'Troubles', by: ({ blocked, waiting, lagMs }) => blocked?.forMs ?? waiting?.oldestMs ?? lagMs },
  { title: 'Action' },
];

/** Workers: whether they are well, how full they are, and what they serve. */
export function Workers() {
  const loaded = useLoad((signal) => client.fleet.workers({ signal }), [], { everyMs: EVERY_MS });
  useLive(WORKER_CHANGES, loaded.reload, LEAST_MS);
  const answer =
    loaded.status === 'ready' ? toWorkersAnswer(loaded.value.items) : { text: '', tone: 'plain' as const };
  return (
    <>
      <Answer title="Workers" tone={answer.tone}>
        {answer.text}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} isFollowing />
      <Shown of={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty command={START_WORKER}>
              {START_EMBEDDED} With Redis or PostgreSQL: start a worker, with the same AG06_BROKER_URL:
            </Empty>
          ) : (
            <SortedTable label="Workers" columns={COLUMNS} rows={items}>
              {(worker) => <Row key={worker.id} worker={worker} onDone={loaded.reload} />}
            </SortedTable>
          )
        }
      </Shown>
    </>
  );
}

function Row({ worker, onDone }: { readonly worker: WorkerView; readonly onDone: () => void }) {
  const { id, host, pid, status, slots, seenAt, startedAt, agents, configVersion } = worker;
  return (
    <tr>
      <td>
        <b>{id}</b>
        <br />
        <span class="faint">
          {host}, process {pid}, started <When at={startedAt} />
        </span>
      </td>
      <td>
        <StatusBadge status={status} />
      </td>
      <td>
        {slots !== undefined && (
          <>
            {slots.used} of {slots.limit}{' '}
            <meter max={Math.max(1, slots.limit)} value={slots.used} aria-label={`Slots of ${id}`} />
          </>
        )}
      </td>
      <td>
        <When at={seenAt} />
      </td>
      <td>
        <details>
          <summary>{formatNoun(agents.length, 'agent')}</summary>
          <ul>
            {agents.map((agent) => (
              <li key={agent}>
                {agent} <span class="faint">settings {toVersion(configVersion, agent)}</span>
              </li>
            ))}
          </ul>
        </details>
      </td>
      <td>
        <Troubles worker={worker} />
      </td>
      <td class="acts">
        {status === 'serving' && (
          <ActionButton
            label="Drain"
            about={id}
            title={`Drain ${id}?`}
            isDangerous
            perform={() => client.fleet.drainWorker(id).then(onDone)}
          >
            <p>
              It takes nothing new, ends what it has, and exits, as on SIGTERM. Other workers take its work.
            </p>
          </ActionButton>
        )}
      </td>
    </tr>
  );
}

const toVersion = (versions: WorkerView['configVersion'], agent: string): string => {
  const version = Object.hasOwn(versions, agent) ? versions[agent] : 0;
  return version === 0 || version === undefined ? 'its own' : `version ${version}`;
};

function Troubles({
  worker: { blocked, waiting, lagMs, clockAheadMs, heldBack = [] },
}: {
  readonly worker: WorkerView;
}) {
  return (
    <>
      {blocked !== undefined && (
        <p class="tone-bad">
          Its event loop has been blocked for {formatDuration(blocked.forMs)} by {blocked.agents.join(', ')}.
          Move the computation to a thread.
        </p>
      )}
      {waiting !== undefined && (
        <p class="tone-bad">
          The store has not taken {formatNoun(waiting.results, 'result')} ({formatBytes(waiting.bytes)}) for{' '}
          {formatDuration(waiting.oldestMs)}.
        </p>
      )}
      {lagMs !== undefined && lagMs > 100 && (
        <p class="tone-warn">Its event loop is {formatDuration(lagMs)} late.</p>
      )}
      {clockAheadMs !== undefined && Math.abs(clockAheadMs) > 1_000 && (
        <p class="tone-warn">Its clock differs by {formatDuration(clockAheadMs)}.</p>
      )}
      {heldBack.map(({ agent, limit, published, because }) => (
        <p key={agent} class="faint">
          {agent}: {limit} at a time instead of {published}, because of {because.join(', ')}
        </p>
      ))}
    </>
  );
}
