/** Definitions, each under its name and version. Versions are never changed or removed. */
export interface WorkflowStore {
  /** Saves a version and makes it the latest. Answers whether the version is new. */
  saveWorkflow(tenant: string, workflow: StoredWorkflow): Promise<{ readonly isNew: boolean }>;
  /** The latest version if none is named. */
  loadWorkflow(
    tenant: string,
    name: string,
    version: string | undefined,
  ): Promise<StoredWorkflow | undefined>;
  /** The version that was pushed last. */
  loadLatestVersion(tenant: string, name: string): Promise<string | undefined>;
  /** Every version that was saved, in order of their names; none of a name that nobody pushed. */
  listVersions(tenant: string, name: string): Promise<readonly SavedVersion[]>;
  /** Names in order, each with its latest version. */
  listWorkflows(
    tenant: string,
  ): Promise<readonly { readonly name: string; readonly version: string; readonly savedAt: number }[]>;
}

export interface SavedVersion {
  readonly version: string;
  /** When it was pushed last; undefined of what an older program saved, unless it is the latest. */
  readonly savedAt: number | undefined;
}

export interface StoredWorkflow {
  readonly name: string;
  readonly version: string;
  /** The definition as JSON text. */
  readonly definition: string;
}
