import type { AttemptView } from '@ag06/client';
import { useContext } from 'preact/hooks';
import { formatDuration } from '../../parts/format.ts';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { UtcTime } from '../../parts/utc-time.tsx';
import { wordOf } from '../graph/status-glyphs.ts';
import { AttemptLogs, type ToLogs } from '../links/attempt-logs.ts';
import { LongRun } from '../long-run.ts';

/** The attempts of a step or an item, in the order of their starts, each with a link to its log lines where there are some. */
export function AttemptTable({
  step,
  attempts,
}: {
  readonly step: string;
  readonly attempts: readonly AttemptView[];
}) {
  const hasLogs = useContext(AttemptLogs) !== undefined;
  return (
    <ScrollArea class="scroll-x" label="Attempts">
      <table>
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">Outcome</th>
            <th scope="col">Worker</th>
            <th scope="col">Began (UTC)</th>
            <th scope="col">Waited</th>
            <th scope="col">Took</th>
            {hasLogs && <th scope="col">Logs</th>}
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt, at) => (
            <Attempt key={String(at)} step={step} attempt={attempt} />
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

/** One attempt; why it failed stands in a line of its own, as wide as the table. */
function Attempt({ step, attempt }: { readonly step: string; readonly attempt: AttemptView }) {
  const hasDate = useContext(LongRun);
  const toLogs = useContext(AttemptLogs);
  const { outcome, error, runId, worker, startedAt, waitMs, durationMs } = attempt;
  return (
    <>
      <tr class={`attempt ${error === undefined ? '' : 'told-below'}`}>
        <th scope="row">{toNumber(attempt)}</th>
        <td>
          {wordOf(outcome)} {runId !== undefined && <a href={`/runs/${runId}`}>{runId}</a>}
        </td>
        <td>{worker ?? ''}</td>
        <td>{startedAt !== undefined && <UtcTime at={startedAt} hasDate={hasDate} />}</td>
        <td class="number">{waitMs === undefined ? '' : formatDuration(waitMs)}</td>
        <td class="number">{durationMs === undefined ? '' : formatDuration(durationMs)}</td>
        {toLogs !== undefined && (
          <td class="acts">
            <LogLink address={toAddress(step, attempt, toLogs)} about={toNumber(attempt)} />
          </td>
        )}
      </tr>
      {error !== undefined && (
        <tr>
          <td colSpan={toLogs === undefined ? 6 : 7}>
            <code>{error.code}</code> {error.message}
          </td>
        </tr>
      )}
    </>
  );
}

/** An attempt that never began has no lines. */
const toAddress = (step: string, { startedAt, ...of }: AttemptView, toLogs: ToLogs): string | undefined =>
  startedAt === undefined ? undefined : toLogs({ ...of, step, startedAt });

function LogLink({ address, about }: { readonly address: string | undefined; readonly about: string }) {
  if (address === undefined) return null;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      Logs<span class="unseen"> of attempt {about}</span>
    </a>
  );
}

const toNumber = ({ attempt, iteration, round }: AttemptView): string =>
  [
    round !== undefined && `retry ${round}`,
    iteration !== undefined && `iteration ${iteration}`,
    String(attempt),
  ]
    .filter((part) => part !== false)
    .join(', ');
