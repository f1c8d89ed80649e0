import { Refusal } from '@ag06/contracts';
import { createNameFinder } from '@ag06/engine';
import type { WorkflowStore } from '@ag06/store';

/** Names with which an unknown one is compared. */
const NAMES_MAX = 1_000;

type Names = Pick<WorkflowStore, 'sampleNames'>;

/** Makes the refusal WORKFLOW_UNKNOWN of a name. */
export type RefuseWorkflow = (tenant: string, name: string) => Promise<Refusal>;

/** Returns what makes the refusals WORKFLOW_UNKNOWN of one request: it reads names to suggest once, and a bounded number of them. */
export function refuseWorkflows(workflows: Names): RefuseWorkflow {
  const finders = new Map<string, ReturnType<typeof loadFinder>>();
  return async (tenant, name) => {
    const loading = finders.get(tenant) ?? loadFinder(workflows, tenant);
    finders.set(tenant, loading);
    const meant = (await loading)(name);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    const message = `There is no workflow ${name.slice(0, 130)}.${hint} Push it with POST /v1/workflows (ag06 workflows push FILE); GET /v1/workflows lists those that there are.`;
    return new Refusal(404, 'WORKFLOW_UNKNOWN', message);
  };
}

/** Returns the refusal WORKFLOW_UNKNOWN, with the name that is probably meant. */
export const unknownWorkflow = (workflows: Names, ...of: Parameters<RefuseWorkflow>): Promise<Refusal> =>
  refuseWorkflows(workflows)(...of);

/** The refusal is true without a suggestion, too. */
const loadFinder = async (workflows: Names, tenant: string) =>
  createNameFinder(await workflows.sampleNames(tenant, NAMES_MAX).catch(() => []));
