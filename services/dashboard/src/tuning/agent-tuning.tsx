import type { AgentTuningView, TuningDecisionView, TuningLockView, TuningPolicyChange } from '@ag06/client';
import { useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { Shown } from '../parts/shown.tsx';
import { Table } from '../parts/table.tsx';
import { toPreview } from '../parts/to-members.ts';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
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
      return { now, decisions: history.items };
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
        {({ now, decisions }) => (
          <>
            <p>{now.last?.sentence}</p>
            <p class="mend">
              <a class="button" href={`/new/experiment?agent=${encodeURIComponent(agent)}`}>
                Compare two settings …
              </a>
            </p>
            <Policy agent={agent} now={now} onDone={loaded.reload} />
            <InForce now={now} />
            <h2>Over time</h2>
            {decisions.length === 0 ? (
              <Empty command={`npx ag06 tuning mode ${agent} shadow`}>
                The optimizer has decided nothing yet. Let it say what it would do:
              </Empty>
            ) : (
              <>
                <SettingCharts decisions={decisions} />
                <Decisions agent={agent} decisions={decisions} onDone={loaded.reload} />
              </>
            )}
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
  const set = (change: TuningPolicyChange) => client.tuning.setPolicy(agent, change).then(onDone);
  const isFrozen = policy.frozen !== null;
  return (
    <>
      <p class="buttons">
        {MODES.filter((one) => one !== mode).map((one) => (
          <ActionButton
            key={one}
            label={`Mode ${one}`}
            about={agent}
            title={`Set ${agent} to ${one}?`}
            perform={() => set({ mode: one })}
          >
            <p>{MEANINGS[one]}</p>
          </ActionButton>
        ))}
        <ActionButton
          label={isFrozen ? 'Unfreeze' : 'Freeze'}
          about={agent}
          title={`${isFrozen ? 'Unfreeze' : 'Freeze'} ${agent}?`}
          perform={() => set({ isFrozen: !isFrozen })}
        >
          <p>
            {isFrozen ? 'The optimizer may change its settings again.' : 'Its settings stay as they are.'}
          </p>
        </ActionButton>
      </p>
      {policy.locks.length > 0 && (
        <Locks agent={agent} locks={policy.locks} onUnlock={(setting) => set({ unlock: [setting] })} />
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
  readonly onUnlock: (setting: TuningLockView['setting']) => Promise<unknown>;
}) {
  return (
    <Table label="Locked settings" columns={['Locked', 'By', 'Why', 'Until', 'Action']}>
      {locks.map(({ setting, by, reason, until }) => (
        <tr key={setting}>
          <td>{setting}</td>
          <td>{by}</td>
          <td>{reason}</td>
          <td>{until === null ? 'unlocked by hand' : <When at={until} />}</td>
          <td>
            <ActionButton
              label="Unlock"
              about={`${setting} of ${agent}`}
              title={`Let the optimizer change ${setting}?`}
              perform={() => onUnlock(setting)}
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
          Published <When at={published.publishedAt} /> by {published.by}: {published.reason.slice(0, 500)}.{' '}
          {published.workers.filter(({ configVersion }) => configVersion === published.version).length} of{' '}
          {published.workers.length} workers have it.
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

function Decisions({
  agent,
  decisions,
  onDone,
}: {
  readonly agent: string;
  readonly decisions: readonly TuningDecisionView[];
  readonly onDone: () => void;
}) {
  return (
    <Table label="Decisions" columns={['When', 'What and why', 'From → to', 'Evidence', 'Result', 'Action']}>
      {decisions.map((decision) => (
        <Decision key={decision.number} agent={agent} decision={decision} onDone={onDone} />
      ))}
    </Table>
  );
}

function Decision({
  agent,
  decision: { number, at, mode, version, sentence, from, to, evidence, result, prediction, undo },
  onDone,
}: {
  readonly agent: string;
  readonly decision: TuningDecisionView;
  readonly onDone: () => void;
}) {
  return (
    <tr>
      <td>
        #{number} <When at={at} />
        <br />
        <span class="faint">{mode}</span>
      </td>
      <td>{sentence}</td>
      <td>
        <code>{toPreview(from)}</code> → <code>{toPreview(to)}</code>
      </td>
      <td>
        <JsonView value={evidence} />
      </td>
      <td>
        {prediction !== null &&
          `${prediction.of}: ${toShort(prediction.low)} to ${toShort(prediction.high)} predicted`}
        {result !== null && `, ${toShort(result.value)} measured${result.isWithin ? '' : ', outside of it'}`}
      </td>
      <td>
        {version === null ? (
          <ActionButton
            label="Apply"
            about={`decision ${number}`}
            title={`Publish decision ${number}?`}
            perform={() => client.tuning.apply(agent, { decision: number }).then(onDone)}
          />
        ) : (
          undo !== null && (
            <ActionButton
              label="Roll back"
              about={`decision ${number}`}
              title={`Take decision ${number} back?`}
              isDangerous
              perform={() => client.tuning.rollBack(agent, { decision: number }).then(onDone)}
            >
              <p>Its settings go back to what they were, and are locked.</p>
            </ActionButton>
          )
        )}
      </td>
    </tr>
  );
}

const toShort = (value: number): number => Number(value.toPrecision(3));
