import type { ExperimentView } from '@ag06/client';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Empty } from '../parts/empty.tsx';
import { formatCount } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Table } from '../parts/table.tsx';
import { toPreview } from '../parts/to-members.ts';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { ExperimentActions } from './experiment-actions.tsx';
import './experiments.css';
import { tellDifference, toExperimentsAnswer, toShort } from './to-experiments-answer.ts';

const EVERY_MS = 5_000;

/** Experiments: two settings of an agent that are compared while it works, and what was found. */
export function Experiments() {
  const loaded = useLoad((signal) => client.experiments.list(undefined, { signal }), [], {
    everyMs: EVERY_MS,
  });
  const answer =
    loaded.status === 'ready'
      ? toExperimentsAnswer(loaded.value.items)
      : { text: '', tone: 'plain' as const };
  return (
    <>
      <Answer title="Experiments" tone={answer.tone}>
        {answer.text}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} />
      <p>
        <a class="button" href="/new/experiment">
          Begin an experiment …
        </a>
      </p>
      <Shown of={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty command="npx ag06 experiments create text.shout --b concurrency=16 --metric success">
              Compare two settings of an agent while it works:
            </Empty>
          ) : (
            items.map((experiment) => (
              <Experiment key={experiment.id} experiment={experiment} onDone={loaded.reload} />
            ))
          )
        }
      </Shown>
    </>
  );
}

function Experiment({
  experiment,
  onDone,
}: {
  readonly experiment: ExperimentView;
  readonly onDone: () => void;
}) {
  const { id, agent, status, metric, assignment, startedAt, by, reason, paused, ended, promoted, result } =
    experiment;
  return (
    <article class="experiment" aria-label={`Experiment on ${agent}, ${id}`}>
      <h2>
        {agent} <StatusBadge status={status} /> <code class="faint">{id}</code>
      </h2>
      <p>{ended?.sentence ?? result?.sentence ?? 'Nothing is known yet.'}</p>
      {paused !== null && <p class="tone-warn">Paused: {paused}</p>}
      {promoted !== null && (
        <p>
          Arm {promoted.arm.toUpperCase()} was published by {promoted.by}, version {promoted.version},{' '}
          <When at={promoted.at} />.
        </p>
      )}
      <Arms experiment={experiment} />
      <p class="faint">
        By {metric}, {assignment === 'run' ? 'an arm for each run' : `blocks of ${experiment.blockSeconds} s`}
        ; begun <When at={startedAt} /> by {by}. {reason}
      </p>
      <ExperimentActions experiment={experiment} onDone={onDone} />
    </article>
  );
}

function Arms({ experiment: { arms, result } }: { readonly experiment: ExperimentView }) {
  return (
    <Table
      label="Arms"
      columns={[
        'Arm',
        'Settings',
        { title: 'Mean', isNumber: true },
        { title: 'Steps', isNumber: true },
        { title: 'Failed', isNumber: true },
      ]}
    >
      {(['a', 'b'] as const).map((arm, index) => (
        <tr key={arm}>
          <td>
            <b>{arm.toUpperCase()}</b> {result?.better === arm && 'is better'}
          </td>
          <td>
            <Settings of={arms[index] ?? {}} />
          </td>
          <td class="number">{toShort(result?.[arm].mean)}</td>
          <td class="number">{formatCount(result?.[arm].steps ?? 0)}</td>
          <td class="number">{formatCount(result?.[arm].failed ?? 0)}</td>
        </tr>
      ))}
      {result !== null && (
        <tr>
          <td>B to A</td>
          <td colSpan={4}>{tellDifference(result)}</td>
        </tr>
      )}
    </Table>
  );
}

function Settings({ of }: { readonly of: ExperimentView['arms'][number] }) {
  return Object.keys(of).length === 0 ? <>as published</> : <code>{toPreview(of)}</code>;
}
