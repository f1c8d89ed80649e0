import { useMemo } from 'preact/hooks';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { RunOutput } from '../data/run-output.tsx';
import { Failure } from './failure.tsx';
import { Obstacles } from './obstacles.tsx';
import { tellCompleted } from './tell-completed.ts';
import './verdict.css';
import type { VerdictProps } from './verdict-props.ts';

/** The answer to the first question about a run: why it failed, why it does not move, or that it is well. */
export function Verdict(props: VerdictProps) {
  const { run } = props;
  const { status, error } = run;
  if (status === 'completed') return <Completed {...props} />;
  if (error !== undefined) return <Failure {...props} error={error} />;
  return <Obstacles {...props} />;
}

function Completed({ run, log, lastSeq }: VerdictProps) {
  const sentence = useMemo(() => tellCompleted(run, log), [run, log, lastSeq]);
  return (
    <section class="verdict good" aria-label="Result">
      <p class="sentence">{sentence}</p>
      <ScrollArea class="output" label="Output of the run">
        <RunOutput run={run} />
      </ScrollArea>
    </section>
  );
}
