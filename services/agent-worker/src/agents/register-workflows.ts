import type { Workflow } from '@ag06/agent-kit';
import { DEFAULT_TENANT, type Json, Refusal } from '@ag06/contracts';
import { compile, judgeScheduleInput, type Plan } from '@ag06/engine';
import { wakeForDefinition } from '@ag06/runtime';
import type { Store } from '@ag06/store';

/** A definition is saved within this time, or its schedule may follow only when a worker registers it again. */
const FOLLOWED_WITHIN_MS = 10_000;

/**
 * Saves new versions as the latest of their names. A version that the fleet already has stays as it is, so that a
 * restarted worker of an older release does not make its version the latest. A dispatcher makes the schedule of a workflow what
 * its latest version says. Tells `onTaken` the names of those that have a schedule which no definition made.
 *
 * Throws `Refusal` DEFINITION_INVALID with all mistakes of all workflows, before anything is saved.
 */
export async function registerWorkflows(
  store: Pick<Store, 'workflows' | 'schedules'>,
  workflows: readonly Workflow[],
  onTaken: (name: string) => void = () => {},
): Promise<readonly Plan[]> {
  const compiled = workflows.map(({ definition }) => ({ definition, plan: compileOrRefuse(definition) }));
  for (const { definition, plan } of compiled) {
    const { name, version, schedule } = plan;
    const defined = { tenant: DEFAULT_TENANT, name, version, hasSchedule: schedule !== undefined };
    if ((await store.workflows.loadWorkflow(DEFAULT_TENANT, name, version)) === undefined) {
      await wakeForDefinition(store, defined, FOLLOWED_WITHIN_MS);
      const saved = { name, version, definition: JSON.stringify(definition) };
      await store.workflows.saveWorkflow(DEFAULT_TENANT, saved);
    }
    if ((await wakeForDefinition(store, defined, 0)) === 'taken') onTaken(name);
  }
  return compiled.map(({ plan }) => plan);
}

function compileOrRefuse(definition: Workflow['definition']): Plan {
  const compiled = compile(definition as unknown as Json);
  if (compiled.ok) {
    judgeScheduleInput(compiled.plan);
    return compiled.plan;
  }
  const errors = [...compiled.errors, ...compiled.notYet];
  const places = errors.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`);
  const message = `The workflow ${definition.name} cannot be registered:\n${places.join('\n')}`;
  throw new Refusal(422, 'DEFINITION_INVALID', message, { errors });
}
