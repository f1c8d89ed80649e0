import { formatDuration } from '../../parts/format.ts';
import { Failure } from './failure.tsx';
import { Obstacles } from './obstacles.tsx';
import './verdict.css';
import type { VerdictProps } from './verdict-props.ts';

/** The answer to the first question about a run: why it failed, why it does not move, or that it is well. */
export function Verdict(props: VerdictProps) {
  const { run } = props;
  const { status, finishedAt, createdAt, error } = run;
  if (status === 'completed') {
    const took = formatDuration(Date.parse(finishedAt ?? '') - Date.parse(createdAt));
    return (
      <section class="verdict good" aria-label="Result">
        <p class="sentence">It completed in {took}.</p>
      </section>
    );
  }
  if (error !== undefined) return <Failure {...props} error={error} />;
  return <Obstacles {...props} />;
}
