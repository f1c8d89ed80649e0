/** The port to definitions, each under its name and version. Versions are never changed or removed. */
export interface WorkflowStore {
  /** Saves a version and makes it the latest. Returns whether the version is new. */
  saveWorkflow(tenant: string, workflow: StoredWorkflow): Promise<{ readonly isNew: boolean }>;
  /** Loads a version; the latest if none is named. */
  loadWorkflow(
    tenant: string,
    name: string,
    version: string | undefined,
  ): Promise<StoredWorkflow | undefined>;
  /** Returns the version that was pushed last. */
  loadLatestVersion(tenant: string, name: string): Promise<string | undefined>;
  /** Lists every saved version in order of their names; empty for an unknown workflow. */
  listVersions(tenant: string, name: string): Promise<readonly SavedVersion[]>;
  /** Returns some of the names, at most `limit`, in no order: all of them if there are fewer. */
  sampleNames(tenant: string, limit: number): Promise<readonly string[]>;
  /** Lists names in order, each with its latest version. */
  listWorkflows(
    tenant: string,
  ): Promise<readonly { readonly name: string; readonly version: string; readonly savedAt: number }[]>;
}

export interface SavedVersion {
  readonly version: string;
  /** When it was pushed last; undefined if an older program saved it and it is not the latest. */
  readonly savedAt: number | undefined;
}

export interface StoredWorkflow {
  readonly name: string;
  readonly version: string;
  /** The definition as JSON text. */
  readonly definition: string;
}
