import { type Json, Refusal } from '@ag06/contracts';
import { compile, type Plan } from '@ag06/engine';
import type { Parts } from '../parts.ts';

export interface Pushed {
  readonly name: string;
  readonly version: string;
  readonly warnings: readonly string[];
  readonly isNew: boolean;
}

/**
 * Saves a definition as the latest version of its workflow.
 *
 * Throws `Refusal` DEFINITION_INVALID with every error, or NOT_YET.
 */
export async function pushWorkflow(parts: Parts, tenant: string, definition: Json): Promise<Pushed> {
  const plan = compileOrRefuse(definition);
  const { name, version } = plan;
  // The author's order of steps is kept; the version is the hash of the canonical form.
  const text = JSON.stringify(definition);
  const { isNew } = await parts.store.workflows.saveWorkflow(tenant, { name, version, definition: text });
  return { name, version, warnings: [...plan.warnings, ...(await warnOfAgents(parts, plan))], isNew };
}

function compileOrRefuse(definition: Json): Plan {
  const compiled = compile(definition);
  if (compiled.ok) return compiled.plan;
  const { errors, notYet } = compiled;
  if (errors.length > 0) {
    const message = `The definition has ${errors.length} error${errors.length === 1 ? '' : 's'}.`;
    throw new Refusal(422, 'DEFINITION_INVALID', message, { errors: [...errors, ...notYet] });
  }
  throw new Refusal(501, 'NOT_YET', 'The definition uses what is not built yet.', { errors: notYet });
}

async function warnOfAgents(parts: Parts, plan: Plan): Promise<string[]> {
  const known = new Set(await parts.store.fleet.listAgents());
  const wanted = new Set([...plan.steps.values()].map((step) => step.agent));
  const missing = [...wanted].filter((agent) => !known.has(agent));
  return missing.map(
    (agent) => `No worker has registered the agent ${agent} so far: its steps wait until one does.`,
  );
}
