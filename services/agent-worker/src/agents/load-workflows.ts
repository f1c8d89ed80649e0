import { isWorkflow, type Workflow } from '@ag06/agent-kit';
import { importModule } from './import-module.ts';

/** Loads every exported workflow. Throws `Refusal` AGENTS_UNLOADABLE. */
export async function loadWorkflows(modules: readonly string[]): Promise<readonly Workflow[]> {
  const exported = await Promise.all(modules.map(importModule));
  return [...new Set(exported.flatMap((module) => Object.values(module).flat()))].filter(isWorkflow);
}
