import type { Workflow } from '@ag06/agent-kit';
import { DEFAULT_TENANT, type Json, Refusal } from '@ag06/contracts';
import { compile, type Plan } from '@ag06/engine';
import type { WorkflowStore } from '@ag06/store';

/**
 * Saves new versions as the latest of their names. A version that the fleet already has stays as it is, so that a
 * restarted worker of an older release does not make its version the latest.
 *
 * Throws `Refusal` DEFINITION_INVALID with all mistakes of all workflows, before anything is saved.
 */
export async function registerWorkflows(
  store: WorkflowStore,
  workflows: readonly Workflow[],
): Promise<readonly Plan[]> {
  const compiled = workflows.map(({ definition }) => ({ definition, plan: compileOrRefuse(definition) }));
  for (const { definition, plan } of compiled) {
    const { name, version } = plan;
    if ((await store.loadWorkflow(DEFAULT_TENANT, name, version)) !== undefined) continue;
    await store.saveWorkflow(DEFAULT_TENANT, { name, version, definition: JSON.stringify(definition) });
  }
  return compiled.map(({ plan }) => plan);
}

function compileOrRefuse(definition: Workflow['definition']): Plan {
  const compiled = compile(definition as unknown as Json);
  if (compiled.ok) return compiled.plan;
  const errors = [...compiled.errors, ...compiled.notYet];
  const places = errors.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`);
  const message = `The workflow ${definition.name} cannot be registered:\n${places.join('\n')}`;
  throw new Refusal(422, 'DEFINITION_INVALID', message, { errors });
}
