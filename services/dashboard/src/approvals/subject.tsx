import type { ApprovalView, StepDetailView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatBytes, formatNoun } from '../parts/format.ts';
import { JsonView } from '../parts/json-view.tsx';
import { useLoad } from '../parts/use-load.ts';
import { toGraphSteps } from '../run/graph/definition-graph.ts';

/** Of more steps that the question follows, the page of the run shows the outputs. */
const STEPS_MAX = 5;

/** What an answer is about: the input of the run, and what the steps before the question made. It is loaded when it is unfolded. */
export function Subject({ approval }: { readonly approval: ApprovalView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        What it is about<span class="unseen">: {approval.ask}</span>
      </summary>
      {isOpen && <Data approval={approval} />}
    </details>
  );
}

function Data({ approval }: { readonly approval: ApprovalView }) {
  const loaded = useLoad((signal) => loadSubject(approval, signal), [approval.id]);
  if (loaded.status === 'loading') return <p class="faint">Loading …</p>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={loaded.reload} />;
  const { input, steps, left } = loaded.value;
  return (
    <>
      <h3>Input of the run</h3>
      <JsonView value={input} isOpen />
      {steps.map((step) => (
        <Output key={step.step} {...step} />
      ))}
      {left > 0 && <p class="faint">It follows {formatNoun(left, 'more step')}: open the run for these.</p>}
    </>
  );
}

function Output({ step, status, output, large, omitted }: StepDetailView) {
  const why =
    large !== undefined
      ? `${formatBytes(large.bytes)}: open the run for it`
      : (omitted?.output ??
        (output === undefined ? `none, it is ${status.replaceAll('_', ' ')}` : undefined));
  return (
    <>
      <h3>Output of {step}</h3>
      {why === undefined ? <JsonView value={output} isOpen /> : <p class="faint">{why}</p>}
    </>
  );
}

async function loadSubject({ runId, step, workflow, version }: ApprovalView, signal: AbortSignal) {
  const [run, { definition }] = await Promise.all([
    client.get(runId, { signal }),
    client.workflows.get(workflow, { version, signal }),
  ]);
  const needs = toGraphSteps(definition).find(({ id }) => id === step)?.needs ?? [];
  const shown = needs.slice(0, STEPS_MAX);
  const steps = await Promise.all(shown.map((need) => client.step(runId, need, { signal })));
  return { input: run.input, steps, left: needs.length - shown.length };
}
