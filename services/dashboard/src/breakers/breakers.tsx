import type { BreakerView } from '@ag06/client';
import { client } from '../client.ts';
import { BREAKER_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatCount, formatDuration, formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { sortBreakers, toBreakersAnswer } from './to-breakers-answer.ts';

/** Breakers let probes through by the clock. */
const EVERY_MS = 5_000;
const LEAST_MS = 1_000;
const TRANSITIONS_SHOWN = 20;

const COLUMNS: readonly SortedColumn<BreakerView>[] = [
  { title: 'Dependency', by: ({ dependency }) => dependency },
  { title: 'State', by: ({ state }) => state },
  { title: 'Why', by: ({ lastError }) => lastError?.code },
  { title: 'Steps wait', isNumber: true, by: ({ blockedSteps }) => blockedSteps },
  { title: 'Calls', by: ({ totals: { successes, failures } }) => successes + failures },
  { title: 'Actions' },
];

/** Circuit breakers: which dependencies fail, why, and when they are tried again. */
export function Breakers() {
  const loaded = useLoad((signal) => client.breakers.list({ signal }), [], { everyMs: EVERY_MS });
  useLive(BREAKER_CHANGES, loaded.reload, LEAST_MS);
  const answer =
    loaded.status === 'ready' ? toBreakersAnswer(loaded.value.items) : { text: '', tone: 'plain' as const };
  return (
    <>
      <Answer title="Breakers" tone={answer.tone}>
        {answer.text}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} isFollowing />
      <Shown of={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty command="npx ag06 breakers">
              An agent that names a <code>dependency</code> has a breaker: when the dependency keeps failing,
              the fleet stops calling it for a while.
            </Empty>
          ) : (
            <SortedTable label="Breakers" columns={COLUMNS} rows={sortBreakers(items)}>
              {(breaker) => <Row key={breaker.dependency} breaker={breaker} onDone={loaded.reload} />}
            </SortedTable>
          )
        }
      </Shown>
    </>
  );
}

function Row({ breaker, onDone }: { readonly breaker: BreakerView; readonly onDone: () => void }) {
  const { dependency, state, since, until, lastError, blockedSteps, totals, permits } = breaker;
  return (
    <tr>
      <td>
        <b>{dependency}</b>
      </td>
      <td>
        <StatusBadge status={state} /> <When at={since} />
        {until !== undefined && (
          <p>
            Tried again <When at={until} />
          </p>
        )}
      </td>
      <td>
        {lastError !== undefined && (
          <p>
            <code>{lastError.code}</code> {lastError.message}{' '}
            <span class="faint">
              (<When at={lastError.at} />,{' '}
            </span>
            <a href={`/runs/${encodeURIComponent(lastError.run)}`}>step {lastError.step}</a>
            <span class="faint">)</span>
          </p>
        )}
        <History breaker={breaker} />
      </td>
      <td class="number">{formatCount(blockedSteps)}</td>
      <td>
        {formatCount(totals.successes)} ok, {formatCount(totals.failures)} failed,{' '}
        {formatCount(totals.refused)} refused, opened {formatNoun(totals.opened, 'time')}
        {permits.out > 0 && `, ${permits.out} in flight`}
      </td>
      <td class="acts">
        <Actions breaker={breaker} onDone={onDone} />
      </td>
    </tr>
  );
}

function History({ breaker: { transitions, settings } }: { readonly breaker: BreakerView }) {
  const { consecutiveFailures, failureRate, openForMs, probes } = settings;
  return (
    <details>
      <summary>Rules and history</summary>
      <p>
        Opens after {formatNoun(consecutiveFailures, 'failure')} in a row
        {failureRate !== undefined &&
          `, or at ${Math.round(failureRate.threshold * 100)} % of at least ${failureRate.minimumCalls} calls in ${formatDuration(failureRate.windowMs)}`}
        ; for {formatDuration(openForMs)}, then {formatNoun(probes, 'probe')}.
      </p>
      <ul>
        {transitions
          .slice(-TRANSITIONS_SHOWN)
          .toReversed()
          .map(({ at, from, to, why }) => (
            <li key={`${at}${to}`}>
              <When at={at} />: {from} → {to}, {why}
            </li>
          ))}
      </ul>
    </details>
  );
}

const ACTIONS = [
  {
    // Not the name of the button that closes the dialog.
    label: 'Close breaker',
    not: 'closed',
    does: 'Calls get through, and the steps that waited are dispatched. It opens again if they fail.',
    isDangerous: false,
    act: (dependency: string) => client.breakers.close(dependency),
  },
  {
    label: 'Open breaker',
    not: 'open',
    does: 'No call gets through until it is closed by hand. Its steps wait and use up no attempts.',
    isDangerous: true,
    act: (dependency: string) => client.breakers.open(dependency),
  },
  {
    label: 'Turn off',
    not: 'off',
    does: 'Calls get through however many fail, until it is closed by hand.',
    isDangerous: true,
    act: (dependency: string) => client.breakers.turnOff(dependency),
  },
] as const;

function Actions({
  breaker: { dependency, state },
  onDone,
}: {
  readonly breaker: BreakerView;
  readonly onDone: () => void;
}) {
  return (
    <span class="buttons">
      {ACTIONS.filter(({ not }) => not !== state).map(({ label, does, isDangerous, act }) => (
        <ActionButton
          key={label}
          label={label}
          about={dependency}
          title={`${label}: ${dependency}?`}
          isDangerous={isDangerous}
          perform={() => act(dependency).then(onDone)}
        >
          <p>{does}</p>
        </ActionButton>
      ))}
    </span>
  );
}
