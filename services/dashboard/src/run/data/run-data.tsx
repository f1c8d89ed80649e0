import type { RunView } from '@ag06/client';
import { client } from '../../client.ts';
import { DownloadButton } from '../../parts/download-button.tsx';
import { formatBytes } from '../../parts/format.ts';
import { JsonView } from '../../parts/json-view.tsx';

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
            <DownloadButton name={`${runId}.json`} about="output of the run" read={() => readOutput(runId)} />
          </p>
        </>
      )}
    </section>
  );
}

async function readOutput(runId: string): Promise<BlobPart[]> {
  const end = await client.result(runId);
  if (!('output' in end)) throw new Error(`The run has no output: it is ${end.status}.`);
  return [JSON.stringify(end.output)];
}
