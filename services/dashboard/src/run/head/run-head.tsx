import type { LinksView, RunView } from '@ag06/client';
import type { ComponentChildren } from 'preact';
import { formatDuration } from '../../parts/format.ts';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { When } from '../../parts/when.tsx';
import { RunActions } from '../actions/run-actions.tsx';
import { RunLinks } from '../links/run-links.tsx';
import './run-head.css';

/** What run it is, since when, and what can be done to it. */
export function RunHead({ run, links }: { readonly run: RunView; readonly links: LinksView }) {
  const { runId, workflow, version, status, createdAt, finishedAt } = run;
  const took = Date.parse(finishedAt ?? '') - Date.parse(createdAt);
  return (
    <header class="run-head">
      <div>
        <h1>
          <a href={`/workflows/${encodeURIComponent(workflow)}?version=${encodeURIComponent(version)}`}>
            {workflow}
          </a>{' '}
          <StatusBadge status={status} />
        </h1>
        <p class="run-id">
          <code>{runId}</code>
          {run.archived === true && ' (in the archive)'}
        </p>
        <dl class="facts">
          <Fact name="Started">
            <When at={createdAt} />
          </Fact>
          {finishedAt !== undefined && <Fact name="Took">{formatDuration(took)}</Fact>}
          {run.priority !== 'normal' && <Fact name="Priority">{run.priority}</Fact>}
          {run.tags.length > 0 && <Fact name="Tags">{run.tags.join(', ')}</Fact>}
          {Object.entries(run.attributes ?? {}).map(([name, value]) => (
            <Fact key={name} name={name}>
              {String(value)}
            </Fact>
          ))}
          <Fact name="Correlation id">
            <a href={`/runs?${new URLSearchParams({ correlationId: run.correlationId })}`}>
              <code>{run.correlationId}</code>
            </a>
          </Fact>
          {run.traceId !== null && (
            <Fact name="Trace">
              <code>{run.traceId}</code>
            </Fact>
          )}
          <Origin {...run} />
          <RunLinks run={run} links={links} />
        </dl>
      </div>
      <RunActions run={run} />
    </header>
  );
}

/** The run or the schedule that it belongs to, and the run that it is a fork of. */
function Origin({ parent, forkedFrom }: Pick<RunView, 'parent' | 'forkedFrom'>) {
  return (
    <>
      {parent !== undefined &&
        ('runId' in parent ? (
          <Fact name="Child of">
            <a href={`/runs/${parent.runId}`}>{parent.runId}</a>, step {parent.step}
            {parent.item !== undefined && `[${parent.item}]`}
          </Fact>
        ) : (
          <Fact name="Schedule">
            {parent.schedule}
            {parent.slot !== undefined && `, ${parent.slot}`}
          </Fact>
        ))}
      {forkedFrom !== undefined && (
        <Fact name="Fork of">
          <a href={`/runs/${forkedFrom.runId}`}>{forkedFrom.runId}</a>,{' '}
          {forkedFrom.step === undefined ? `event ${forkedFrom.seq}` : `step ${forkedFrom.step}`},{' '}
          {forkedFrom.effects} effects
        </Fact>
      )}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
