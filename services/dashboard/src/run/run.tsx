import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { Empty } from '../parts/empty.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { RunPage } from './run-page.tsx';
import './run.css';
import { useRun } from './use-run.ts';

/** `/runs/:id`: one run. */
export function Run() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <OneRun key={id} runId={id} />;
}

function OneRun({ runId }: { readonly runId: string }) {
  const watched = useRun(runId);
  const { run, error } = watched;
  const name = run === undefined ? runId : `${run.workflow} ${runId}`;
  useEffect(() => {
    document.title = `${name} · AG06`;
  }, [name]);
  return (
    <div class="run-page">
      {error !== undefined && <ErrorNotice error={error} />}
      {run === undefined && error === undefined && <p>Loading {runId} …</p>}
      {run === undefined && error !== undefined && (
        <Empty>
          <a href="/runs">Look for it in the list of runs.</a>
        </Empty>
      )}
      {run !== undefined && <RunPage {...watched} run={run} />}
    </div>
  );
}
