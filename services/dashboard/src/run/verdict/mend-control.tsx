import type { RunView } from '@ag06/client';
import { client } from '../../client.ts';
import { Command } from '../../parts/empty.tsx';
import { START_EMBEDDED, START_WORKER } from '../../parts/start-worker.ts';
import { ActButton } from '../act-button.tsx';
import { ApprovalAnswer } from '../actions/approval-answer.tsx';
import { SignalButton } from '../actions/signal-button.tsx';
import type { Mend } from '../why/mends.ts';

/** The control that ends one obstacle. */
export function MendControl({
  run,
  mend,
  definition,
}: {
  readonly run: RunView;
  readonly mend: Mend;
  readonly definition: unknown;
}) {
  const { runId } = run;
  switch (mend.kind) {
    case 'resume-run':
      return (
        <ActButton isPrimary perform={() => client.resume(runId)}>
          Resume the run
        </ActButton>
      );
    case 'resume': {
      const { target } = mend;
      const name =
        target === 'fleet'
          ? 'the fleet'
          : 'agent' in target
            ? `the agent ${target.agent}`
            : `the workflow ${target.workflow}`;
      return (
        <ActButton isPrimary perform={() => client.pauses.resume(target)}>
          Resume {name}
        </ActButton>
      );
    }
    case 'close-breaker':
      return (
        <div class="mend">
          <ActButton isPrimary perform={() => client.breakers.close(mend.dependency)}>
            Close the breaker of {mend.dependency}
          </ActButton>
          <a href="/breakers">All breakers</a>
        </div>
      );
    case 'allow':
      return (
        <ActButton isPrimary perform={() => client.forks.allow(runId, [mend.name])}>
          Let {mend.name} act for real
        </ActButton>
      );
    case 'signal':
      return (
        <SignalButton runId={runId} signal={mend.signal} step={mend.step} definition={definition} isPrimary />
      );
    case 'approve':
      return <ApprovalAnswer runId={runId} step={mend.step} choices={mend.choices} />;
    case 'show-child':
      return (
        <p>
          <a href={`/runs/${mend.runId}`}>Ask why the child {mend.runId} does not end</a>
        </p>
      );
    case 'start-worker':
      return (
        <>
          <p class="faint">
            No worker has {mend.agent}. {START_EMBEDDED} With Redis or PostgreSQL: start a worker from the
            file that has it:
          </p>
          <Command text={START_WORKER} />
        </>
      );
  }
}
