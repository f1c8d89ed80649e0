import { Refusal } from '@ag06/contracts';
import { GivenInput, type HeldSchedule, type Submission } from '@ag06/runtime';
import type { LoadPlan } from '../start-run.ts';

/** The run of a slot that is to be started, and its version. */
interface SlotRun {
  readonly runId: string;
  readonly slot: number;
  readonly version: string;
}

/**
 * Returns the submission of a slot's run. The ids of the run and of its command are derived from the slot, so a second
 * submission finds the run of the first, and enqueues what the first has left.
 */
export function toSlotSubmission(
  { tenant, name, document }: Pick<HeldSchedule, 'tenant' | 'name' | 'document'>,
  { runId, slot, version }: SlotRun,
  load: LoadPlan,
): Submission {
  const { workflow, input } = document.settings;
  return {
    workflow,
    requestedVersion: version,
    loadPlan: async () => {
      const plan = await load(tenant, workflow, version);
      if (plan === undefined) throw versionUnknown(workflow, version);
      return plan;
    },
    tenant,
    input: GivenInput.of(input),
    priority: 'normal',
    tags: [],
    correlationId: runId,
    delayMs: 0,
    given: { runId, commandId: `slot:${runId}`, slot },
    parent: { schedule: name },
  };
}

const versionUnknown = (workflow: string, version: string): Refusal =>
  new Refusal(
    404,
    'VERSION_UNKNOWN',
    `There is no version ${version} of a workflow ${workflow}. GET /v1/workflows/${workflow}/versions lists them.`,
  );
