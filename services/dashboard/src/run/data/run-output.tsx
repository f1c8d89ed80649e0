import type { RunView } from '@ag06/client';
import { client } from '../../client.ts';
import { DownloadButton } from '../../parts/download-button.tsx';
import { formatBytes } from '../../parts/format.ts';
import { JsonView } from '../../parts/json-view.tsx';
import { readRunOutput } from './read-run-output.ts';

/** What a run gave, under its heading; nothing of a run that gave nothing yet. */
export function RunOutput({ run }: { readonly run: RunView }) {
  const { runId, output, large, finishedAt } = run;
  if (large === undefined && (output === undefined || finishedAt === undefined)) return null;
  return (
    <>
      <h2>Output</h2>
      {large === undefined ? (
        <JsonView value={output} isOpen />
      ) : (
        <p>
          It has {formatBytes(large.bytes)}.{' '}
          <DownloadButton
            name={`${runId}.json`}
            about="output of the run"
            read={() => readRunOutput(client, runId)}
          />
        </p>
      )}
    </>
  );
}
