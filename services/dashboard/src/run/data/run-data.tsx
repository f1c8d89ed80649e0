import type { RunView } from '@ag06/client';
import { client } from '../../client.ts';
import { DownloadButton } from '../../parts/download-button.tsx';
import { formatBytes } from '../../parts/format.ts';
import { JsonView } from '../../parts/json-view.tsx';
import { readRunOutput } from './read-run-output.ts';

/** What the run was given, and what it gave. */
export function RunData({ run }: { readonly run: RunView }) {
  const { runId, input, output, large, finishedAt } = run;
  return (
    <section aria-label="Input and output">
      <h2>Input</h2>
      <JsonView value={input} isOpen />
      {finishedAt !== undefined && large === undefined && output !== undefined && (
        <>
          <h2>Output</h2>
          <JsonView value={output} isOpen />
        </>
      )}
      {large !== undefined && (
        <>
          <h2>Output</h2>
          <p>
            It has {formatBytes(large.bytes)}.{' '}
            <DownloadButton
              name={`${runId}.json`}
              about="output of the run"
              read={() => readRunOutput(client, runId)}
            />
          </p>
        </>
      )}
    </section>
  );
}
