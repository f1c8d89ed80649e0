import type { AttemptView } from '@ag06/client';
import { useContext } from 'preact/hooks';
import { formatDuration, formatTime } from '../../parts/format.ts';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { wordOf } from '../graph/status-glyphs.ts';
import { LongRun } from '../long-run.ts';

/** The attempts of a step or an item, in the order of their starts. */
export function AttemptTable({ attempts }: { readonly attempts: readonly AttemptView[] }) {
  const hasDate = useContext(LongRun);
  return (
    <ScrollArea class="scroll-x" label="Attempts">
      <table>
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">Outcome</th>
            <th scope="col">Worker</th>
            <th scope="col">Began</th>
            <th scope="col">Waited</th>
            <th scope="col">Took</th>
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
              <td>{attempt.startedAt === undefined ? '' : formatTime(attempt.startedAt, hasDate)}</td>
              <td class="number">{attempt.waitMs === undefined ? '' : formatDuration(attempt.waitMs)}</td>
              <td class="number">
                {attempt.durationMs === undefined ? '' : formatDuration(attempt.durationMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
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
