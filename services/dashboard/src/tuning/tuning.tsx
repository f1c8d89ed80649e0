import type { AgentListView, AgentView, TuningListView, TuningView } from '@ag06/client';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatDuration, formatRate } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { type SortedColumn, SortedTable } from '../parts/sorted-table.tsx';
import { toPreview } from '../parts/to-members.ts';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { ReasonAction } from './reason-action.tsx';
import { toTuningAnswer } from './to-tuning-answer.ts';

const EVERY_MS = 5_000;

/** The optimizer: whether it works, and which settings each agent has. */
export function Tuning() {
  const loaded = useLoad(
    async (signal) => {
      const [tuning, agents] = await Promise.all([
        client.tuning.get({ signal }),
        client.fleet.agents({ signal }),
      ]);
      return { tuning, agents };
    },
    [],
    { everyMs: EVERY_MS },
  );
  const answer =
    loaded.status === 'ready' ? toTuningAnswer(loaded.value.tuning) : { text: '', tone: 'plain' as const };
  return (
    <>
      <Answer title="Optimizer" tone={answer.tone}>
        {answer.text}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} />
      <Shown of={loaded}>
        {({ tuning, agents }) => (
          <>
            <Switches tuning={tuning} onDone={loaded.reload} />
            {tuning.invalid.map(({ agent, version, problem }) => (
              <div key={agent} class="notice bad">
                Settings of {agent}, version {version}: {problem}
              </div>
            ))}
            {agents.items.length === 0 ? (
              <Empty command="npx ag06 up --agents my-agents.ts">There are no agents yet. Start some:</Empty>
            ) : (
              <Agents agents={toPresent(agents)} published={tuning.items} />
            )}
          </>
        )}
      </Shown>
    </>
  );
}

function Switches({ tuning, onDone }: { readonly tuning: TuningListView; readonly onDone: () => void }) {
  const { isStatic, frozen, leader, figures, switched } = tuning;
  return (
    <>
      <p class="buttons">
        {frozen === null ? (
          <ReasonAction
            label="Freeze"
            about="all agents"
            title="Freeze all settings?"
            perform={(reason) => client.tuning.freeze({ reason }).then(onDone)}
          >
            <p>The optimizer changes nothing of any agent. Settings stay as they are.</p>
          </ReasonAction>
        ) : (
          <ReasonAction
            label="Unfreeze"
            about="all agents"
            title="Let the optimizer go on?"
            perform={(reason) => client.tuning.unfreeze({ reason }).then(onDone)}
          />
        )}
        {isStatic ? (
          <ReasonAction
            label="Use published settings again"
            about="all workers"
            title="Use published settings again?"
            perform={(reason) => client.tuning.switch({ isStatic: false, reason }).then(onDone)}
          />
        ) : (
          <ReasonAction
            label="Switch off"
            about="all published settings"
            title="Switch all published settings off?"
            isDangerous
            perform={(reason) => client.tuning.switch({ isStatic: true, reason }).then(onDone)}
          >
            <p>
              All workers use their own settings at once, until this is switched back. What is published is
              kept.
            </p>
          </ReasonAction>
        )}
        <a class="button" href="/experiments">
          Experiments
        </a>
      </p>
      <p class="faint">
        {leader === null && 'No optimizer has led.'}
        {leader !== null && figures?.isStale !== true && `${leader.leader} leads.`}
        {figures?.isStale === true && (
          <>
            {figures.leader} led until <When at={figures.at} />.
          </>
        )}
        {frozen !== null && (
          <>
            {' '}
            Frozen <When at={frozen.at} /> by {frozen.by}. {frozen.reason}
          </>
        )}
        {switched !== null && isStatic && (
          <>
            {' '}
            Switched off <When at={switched.at} /> by {switched.by}. {switched.reason}
          </>
        )}
      </p>
    </>
  );
}

function Agents({
  agents,
  published,
}: {
  readonly agents: readonly AgentView[];
  readonly published: readonly TuningView[];
}) {
  const byAgent = new Map(published.map((one) => [one.agent, one]));
  const columns: readonly SortedColumn<AgentView>[] = [
    { title: 'Agent', by: ({ name }) => name },
    { title: 'Attempts', isNumber: true, by: (agent) => recentOf(agent)?.perSecond ?? undefined },
    { title: 'p95', isNumber: true, by: (agent) => recentOf(agent)?.duration.p95Ms ?? undefined },
    { title: 'Published settings', by: ({ name }) => byAgent.get(name)?.publishedAt },
    { title: 'Why', by: ({ name }) => byAgent.get(name)?.reason },
  ];
  return (
    <SortedTable label="Agents" columns={columns} rows={agents}>
      {(agent) => {
        const { name } = agent;
        const settings = byAgent.get(name);
        const recent = recentOf(agent);
        const p95 = recent?.duration.p95Ms;
        return (
          <tr key={name}>
            <td>
              <a href={`/tuning/${encodeURIComponent(name)}`}>{name}</a>
            </td>
            <td class="number">{formatRate(recent?.perSecond)}</td>
            <td class="number">{p95 === null || p95 === undefined ? '–' : formatDuration(p95)}</td>
            <td>
              {settings === undefined || Object.keys(settings.settings).length === 0 ? (
                <span class="faint">static</span>
              ) : (
                <code>{toPreview(settings.settings)}</code>
              )}
            </td>
            <td>
              {settings !== undefined && (
                <>
                  {settings.reason}{' '}
                  <span class="faint">
                    {settings.by}, <When at={settings.publishedAt} />
                  </span>
                </>
              )}
            </td>
          </tr>
        );
      }}
    </SortedTable>
  );
}

/** Figures of an optimizer that leads no more say nothing of now. */
const toPresent = ({ figures, items }: AgentListView): readonly AgentView[] =>
  figures?.isStale === true ? items.map((agent) => ({ ...agent, figures: null })) : items;

const recentOf = ({ figures }: AgentView) => figures?.windows.find(({ minutes }) => minutes === 10);
