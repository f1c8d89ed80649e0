import type { Json } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { GivenInput, type Submitter, submitRun } from '@ag06/runtime';
import type { Store } from '@ag06/store';

/** Saves a definition and submits one run of it, as a dispatcher does. Returns the run's id. */
export async function submitOne(
  store: Pick<Store, 'workflows'>,
  submitter: Omit<Submitter, 'dedupeTtlMs'>,
  definition: Json,
  input: Json,
): Promise<string> {
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  const { plan } = compiled;
  const { name, version } = plan;
  await store.workflows.saveWorkflow('default', { name, version, definition: JSON.stringify(definition) });
  const { runId } = await submitRun(
    { ...submitter, dedupeTtlMs: 1 },
    {
      workflow: name,
      loadPlan: async () => plan,
      tenant: 'default',
      input: GivenInput.of(input),
      priority: 'normal',
      tags: [],
      correlationId: 'c',
      delayMs: 0,
    },
  );
  return runId;
}
