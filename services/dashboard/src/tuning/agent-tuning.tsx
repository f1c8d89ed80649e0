import type { AgentTuningView, TuningLockView, TuningPolicyChange } from '@ag06/client';
import { useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatNoun } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table } from '../parts/table.tsx';
import { toPreview } from '../parts/to-members.ts';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { Changes } from './changes.tsx';
import { Decisions } from './decisions.tsx';
import { ReasonAction } from './reason-action.tsx';
import { SettingCharts } from './setting-charts.tsx';
import { Simulate } from './simulate.tsx';

const EVERY_MS = 5_000;
const MODES = ['off', 'shadow', 'canary', 'live'] as const;

/** The settings of one agent: what is in force and why, what it was, and what a person decides. */
export function AgentTuning() {
  const agent = useRoute().params.agent ?? '';
  const loaded = useLoad(
    async (signal) => {
      const [now, history] = await Promise.all([
        client.tuning.show(agent, { signal }),
        client.tuning.history(agent, { signal }),
      ]);
      // A dispatcher of the release before tells no changes.
      const { items: decisions, changes = [] } = history;
      return { now, decisions, changes };
    },
    [agent],
    { everyMs: EVERY_MS },
  );
  return (
    <>
      <Answer title={`Settings of ${agent}`}>
        {loaded.status === 'ready' && toAnswer(loaded.value.now)}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} />
      <Shown of={loaded}>
        {({ now, decisions, changes }) => (
          <>
            <p>{now.last?.sentence}</p>
            <p class="mend">
              <a class="button" href={`/tuning/${encodeURIComponent(agent)}/edit`}>
                Decide by hand …
              </a>
              <a class="button" href={`/new/experiment?agent=${encodeURIComponent(agent)}`}>
                Compare two settings …
              </a>
            </p>
            <Policy agent={agent} now={now} onDone={loaded.reload} />
            <InForce now={now} />
            <h2>Over time</h2>
            <SettingCharts decisions={decisions} changes={changes} />
            {decisions.length === 0 ? (
              <Empty command={`npx ag06 tuning mode ${agent} shadow`}>
                The optimizer has decided nothing yet. Let it say what it would do:
              </Empty>
            ) : (
              <Decisions agent={agent} decisions={decisions} onDone={loaded.reload} />
            )}
            <Changes changes={changes} />
            <Simulate key={agent} agent={agent} />
          </>
        )}
      </Shown>
    </>
  );
}

function toAnswer({ published, policy, state }: AgentTuningView): string {
  const mode = policy.mode ?? state?.mode ?? 'off';
  const frozen = policy.frozen !== null || (state?.frozen ?? null) !== null ? ', frozen' : '';
  const inForce =
    published === null || Object.keys(published.settings).length === 0
      ? 'its own settings'
      : `version ${published.version}`;
  return `Mode ${mode}${frozen}: ${inForce} in force.`;
}

/** Mode, freeze and locks. */
function Policy({
  agent,
  now,
  onDone,
}: {
  readonly agent: string;
  readonly now: AgentTuningView;
  readonly onDone: () => void;
}) {
  const { policy, state } = now;
  const mode = policy.mode ?? state?.mode ?? 'off';
  const set = (change: TuningPolicyChange, reason: string) =>
    client.tuning.setPolicy(agent, { ...change, ...(reason !== '' && { reason }) }).then(onDone);
  const isFrozen = policy.frozen !== null;
  return (
    <>
      <p class="buttons">
        {MODES.filter((one) => one !== mode).map((one) => (
          <ReasonAction
            key={one}
            label={`Mode ${one}`}
            about={agent}
            title={`Set ${agent} to ${one}?`}
            perform={(reason) => set({ mode: one }, reason)}
          >
            <p>{MEANINGS[one]}</p>
          </ReasonAction>
        ))}
        <ReasonAction
          label={isFrozen ? 'Unfreeze' : 'Freeze'}
          about={agent}
          title={`${isFrozen ? 'Unfreeze' : 'Freeze'} ${agent}?`}
          perform={(reason) => set({ isFrozen: !isFrozen }, reason)}
        >
          <p>
            {isFrozen ? 'The optimizer may change its settings again.' : 'Its settings stay as they are.'}
          </p>
        </ReasonAction>
        {now.published !== null && Object.keys(now.published.settings).length > 0 && (
          <ReasonAction
            label="All static"
            about={agent}
            title={`Take all published settings of ${agent} back?`}
            isDangerous
            perform={(reason) => client.tuning.set(agent, { settings: {}, reason }).then(onDone)}
          >
            <p>
              Its workers do at once what they do by themselves. In mode canary and live the optimizer may
              publish again: freeze it too, if it should not.
            </p>
          </ReasonAction>
        )}
      </p>
      {policy.locks.length > 0 && (
        <Locks
          agent={agent}
          locks={policy.locks}
          onUnlock={(setting, reason) => set({ unlock: [setting] }, reason)}
        />
      )}
    </>
  );
}

const MEANINGS = {
  off: 'The optimizer does nothing about it.',
  shadow: 'The optimizer says what it would do, and publishes nothing.',
  canary: 'The optimizer tries settings on some workers first, and takes harmful ones back.',
  live: 'The optimizer publishes settings to all workers.',
} as const;

function Locks({
  agent,
  locks,
  onUnlock,
}: {
  readonly agent: string;
  readonly locks: readonly TuningLockView[];
  readonly onUnlock: (setting: TuningLockView['setting'], reason: string) => Promise<unknown>;
}) {
  return (
    <Table label="Locked settings" columns={['Locked', 'By', 'Why', 'Until', 'Action']}>
      {locks.map(({ setting, by, reason, until }) => (
        <tr key={setting}>
          <td>{setting}</td>
          <td>{by}</td>
          <td>{reason}</td>
          <td>{until === null ? 'unlocked by hand' : <When at={until} />}</td>
          <td class="acts">
            <ReasonAction
              label="Unlock"
              about={`${setting} of ${agent}`}
              title={`Let the optimizer change ${setting}?`}
              perform={(reason) => onUnlock(setting, reason)}
            />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** What is in force, what is wanted, and what stands against it. */
function InForce({ now: { published, state } }: { readonly now: AgentTuningView }) {
  const settings = state?.static ?? published?.static ?? {};
  const names = [
    ...new Set([
      ...Object.keys(settings),
      ...Object.keys(published?.settings ?? {}),
      ...Object.keys(state?.wanted ?? {}),
    ]),
  ];
  const settingOf = (of: object | undefined, name: string) =>
    toPreview(new Map(Object.entries(of ?? {})).get(name) ?? null).replace('null', '–');
  return (
    <>
      <h2>In force</h2>
      {names.length > 0 && (
        <Table label="Settings" columns={['Setting', 'Static', 'Published', 'Wanted']}>
          {names.map((name) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{settingOf(settings, name)}</td>
              <td>{settingOf(published?.settings, name)}</td>
              <td>{settingOf(state?.wanted, name)}</td>
            </tr>
          ))}
        </Table>
      )}
      {published !== null && (
        <p>
          Published <When at={published.publishedAt} /> by {published.by}: {published.reason.slice(0, 500)}.
          Applied by{' '}
          {published.workers.filter(({ configVersion }) => configVersion === published.version).length} of{' '}
          {formatNoun(published.workers.length, 'worker')}.
        </p>
      )}
      {state !== null && state.stage !== null && <p class="tone-warn">{state.stage.sentence}</p>}
      <ul>
        {(state?.standing ?? []).map(({ setting, reason, sentence }) => (
          <li key={`${setting}${reason}`}>
            {setting ?? 'all'}: {sentence}
          </li>
        ))}
      </ul>
    </>
  );
}
