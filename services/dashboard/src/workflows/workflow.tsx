import type { WorkflowVersionView, WorkflowView } from '@ag06/client';
import { useMemo, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatNoun } from '../parts/format.ts';
import { JsonView } from '../parts/json-view.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { toGraphSteps } from '../run/graph/definition-graph.ts';
import { StepGraph } from '../run/graph/step-graph.tsx';
import { DefinitionDiff } from './definition-diff.tsx';
import { DefinitionTable } from './definition-table.tsx';
import { LatestRuns } from './latest-runs.tsx';
import { toWorkflowPath } from './to-workflow-path.ts';
import { WorkflowPause } from './workflow-pause.tsx';
import './workflows.css';

/** `/workflows/:name`: a version of a workflow as a graph, and its other versions. */
export function Workflow() {
  const { params } = useRoute();
  const { query } = useLocation();
  const name = params.name ?? '';
  const { version, compare } = query;
  const loaded = useLoad(
    (signal) => client.workflows.get(name, { version, signal }),
    [name, version ?? null],
  );
  if (loaded.status === 'loading') return <Answer title={name}>Loading …</Answer>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={loaded.reload} />;
  return <OneWorkflow key={`${name} ${version}`} workflow={loaded.value} compare={compare} />;
}

function OneWorkflow({
  workflow: { name, version, definition },
  compare,
}: {
  readonly workflow: WorkflowView;
  readonly compare: string | undefined;
}) {
  const [chosen, setChosen] = useState<string>();
  const versions = useLoad((signal) => client.workflows.versions(name, { signal }), [name]);
  const steps = useMemo(() => toGraphSteps(definition), [definition]);
  const all = versions.status === 'ready' ? versions.value.items : [];
  const own = all.find((of) => of.version === version);
  return (
    <>
      <Answer title={name}>
        {formatNoun(steps.length, 'step')}.{' '}
        {own !== undefined &&
          (own.isLatest ? 'This is the latest version' : 'This is not the latest version')}
        {typeof own?.savedAt === 'string' && (
          <>
            , pushed <When at={own.savedAt} />
          </>
        )}
        {own !== undefined && '.'}
      </Answer>
      {descriptionOf(definition) !== '' && <p>{descriptionOf(definition)}</p>}
      <div class="mend">
        <a
          class="button"
          href={`${toWorkflowPath(name)}/run${own?.isLatest === false ? `?version=${version}` : ''}`}
        >
          Run it …
        </a>
        <a class="button" href={`/runs?workflow=${encodeURIComponent(name)}`}>
          All its runs
        </a>
        <a class="button" href={`/new/schedule?workflow=${encodeURIComponent(name)}`}>
          Schedule it …
        </a>
        <WorkflowPause name={name} />
      </div>
      <section aria-label="Steps">
        <h2>Steps</h2>
        {steps.length > 0 && (
          <StepGraph steps={steps} states={undefined} chosen={chosen} onChoose={setChosen} />
        )}
        <DefinitionTable steps={steps} definition={definition} chosen={chosen} onChoose={setChosen} />
      </section>
      <LatestRuns workflow={name} />
      <section aria-label="Versions">
        <h2>Versions</h2>
        {versions.status === 'failed' && <ErrorNotice error={versions.error} onRetry={versions.reload} />}
        <Versions name={name} shown={version} versions={all} />
      </section>
      {compare !== undefined && (
        <Comparison name={name} version={version} definition={definition} compare={compare} />
      )}
      <section aria-label="Definition">
        <h2>Definition</h2>
        <JsonView value={definition} isOpen />
      </section>
    </>
  );
}

const VERSIONS_MAX = 50;

function Versions({
  name,
  shown,
  versions,
}: {
  readonly name: string;
  readonly shown: string;
  readonly versions: readonly WorkflowVersionView[];
}) {
  return (
    <>
      <ul class="versions">
        {versions.slice(0, VERSIONS_MAX).map(({ version, isLatest, savedAt }) => (
          <li key={version}>
            <a href={toWorkflowPath(name, { version })} aria-current={version === shown ? 'true' : undefined}>
              <code>{version.slice(0, 12)}</code>
            </a>
            {isLatest && <span>latest</span>}
            {version === shown && <span>shown here</span>}
            {savedAt !== null && <When at={savedAt} />}
            {version !== shown && (
              <a href={toWorkflowPath(name, { version: shown, compare: version })}>
                Compare<span class="unseen"> with {version.slice(0, 12)}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
      {versions.length > VERSIONS_MAX && (
        <p>{formatNoun(versions.length - VERSIONS_MAX, 'older version')}.</p>
      )}
    </>
  );
}

function Comparison({
  name,
  version,
  definition,
  compare,
}: {
  readonly name: string;
  readonly version: string;
  readonly definition: unknown;
  readonly compare: string;
}) {
  const loaded = useLoad(
    (signal) => client.workflows.get(name, { version: compare, signal }),
    [name, compare],
  );
  return (
    <section aria-label="Comparison">
      <h2>
        From <code>{compare.slice(0, 12)}</code> to <code>{version.slice(0, 12)}</code>
      </h2>
      {loaded.status === 'failed' && <ErrorNotice error={loaded.error} onRetry={loaded.reload} />}
      {loaded.status === 'ready' && <DefinitionDiff before={loaded.value.definition} after={definition} />}
    </section>
  );
}

const descriptionOf = (definition: unknown): string =>
  typeof definition === 'object' &&
  definition !== null &&
  'description' in definition &&
  typeof definition.description === 'string'
    ? definition.description
    : '';
