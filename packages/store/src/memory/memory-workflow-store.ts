import type { SavedVersion, StoredWorkflow, WorkflowStore } from '../workflow-store.ts';

interface Named {
  readonly versions: Map<string, StoredWorkflow>;
  readonly times: Map<string, number>;
  latest: string;
  savedAt: number;
}

/** The workflow store in memory. */
export class MemoryWorkflowStore implements WorkflowStore {
  readonly #now: () => number;
  readonly #tenants = new Map<string, Map<string, Named>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async saveWorkflow(tenant: string, workflow: StoredWorkflow): Promise<{ readonly isNew: boolean }> {
    const names = this.#tenants.get(tenant) ?? new Map<string, Named>();
    this.#tenants.set(tenant, names);
    const named = names.get(workflow.name) ?? {
      versions: new Map(),
      times: new Map(),
      latest: '',
      savedAt: 0,
    };
    names.set(workflow.name, named);
    const isNew = !named.versions.has(workflow.version);
    if (isNew) named.versions.set(workflow.version, workflow);
    named.latest = workflow.version;
    named.savedAt = this.#now();
    named.times.set(workflow.version, named.savedAt);
    return { isNew };
  }

  async loadWorkflow(
    tenant: string,
    name: string,
    version: string | undefined,
  ): Promise<StoredWorkflow | undefined> {
    const named = this.#tenants.get(tenant)?.get(name);
    return named?.versions.get(version ?? named.latest);
  }

  async loadLatestVersion(tenant: string, name: string): Promise<string | undefined> {
    return this.#tenants.get(tenant)?.get(name)?.latest;
  }

  async listVersions(tenant: string, name: string): Promise<readonly SavedVersion[]> {
    const times = [...(this.#tenants.get(tenant)?.get(name)?.times ?? [])].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return times.map(([version, savedAt]) => ({ version, savedAt }));
  }

  async sampleNames(tenant: string, limit: number): Promise<readonly string[]> {
    return [...(this.#tenants.get(tenant)?.keys() ?? [])].slice(0, limit);
  }

  async listWorkflows(
    tenant: string,
  ): Promise<readonly { name: string; version: string; savedAt: number }[]> {
    const names = [...(this.#tenants.get(tenant) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    return names.map(([name, { latest, savedAt }]) => ({ name, version: latest, savedAt }));
  }
}
