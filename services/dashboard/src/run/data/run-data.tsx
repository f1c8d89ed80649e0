import type { RunView } from '@ag06/client';
import { JsonView } from '../../parts/json-view.tsx';
import { RunOutput } from './run-output.tsx';

/** What the run was given and, unless it is shown elsewhere, what it gave. */
export function RunData({ run, hasOutput }: { readonly run: RunView; readonly hasOutput: boolean }) {
  return (
    <section aria-label="Input and output">
      <h2>Input</h2>
      <JsonView value={run.input} isOpen />
      {hasOutput && <RunOutput run={run} />}
    </section>
  );
}
