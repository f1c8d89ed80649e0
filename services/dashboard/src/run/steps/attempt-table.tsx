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
  const hasDate = useContext(LongRun);
  const toLogs = useContext(AttemptLogs);
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
            {toLogs !== undefined && <th scope="col">Logs</th>}
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt, at) => (
            <tr key={String(at)}>
              <th scope="row">{toNumber(attempt)}</th>
              <td>
                {wordOf(attempt.outcome)}
                {attempt.error !== undefined && (
                  <>
                    : <code>{attempt.error.code}</code> {attempt.error.message}
                  </>
                )}
                {attempt.runId !== undefined && (
                  <>
                    {' '}
                    <a href={`/runs/${attempt.runId}`}>{attempt.runId}</a>
                  </>
                )}
              </td>
              <td>{attempt.worker ?? ''}</td>
              <td>
                {attempt.startedAt !== undefined && <UtcTime at={attempt.startedAt} hasDate={hasDate} />}
              </td>
              <td class="number">{attempt.waitMs === undefined ? '' : formatDuration(attempt.waitMs)}</td>
              <td class="number">
                {attempt.durationMs === undefined ? '' : formatDuration(attempt.durationMs)}
              </td>
              {toLogs !== undefined && (
                <td>
                  <LogLink address={toAddress(step, attempt, toLogs)} about={toNumber(attempt)} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
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
