import type { SqlDatabase } from '@ag06/postgres';
import type { StoredWorkflow, WorkflowStore } from '@ag06/store';

/** A row for each name with its latest version, and one for each version. */
export class PostgresWorkflowStore implements WorkflowStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async saveWorkflow(
    tenant: string,
    { name, version, definition }: StoredWorkflow,
  ): Promise<{ readonly isNew: boolean }> {
    const { rows } = await this.#database.query(
      `WITH saved AS (
        INSERT INTO ag06.workflow_versions VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING version
      ), latest AS (
        INSERT INTO ag06.workflows VALUES ($1, $2, $3, ag06.now_ms())
        ON CONFLICT (tenant, name) DO UPDATE SET latest = excluded.latest, saved_at = excluded.saved_at
      ) SELECT version FROM saved`,
      [tenant, name, version, definition],
    );
    return { isNew: rows.length > 0 };
  }

  async loadWorkflow(
    tenant: string,
    name: string,
    version: string | undefined,
  ): Promise<StoredWorkflow | undefined> {
    const { rows } = await this.#database.query(
      `SELECT v.name, v.version, v.definition FROM ag06.workflow_versions v
      WHERE v.tenant = $1 AND v.name = $2 AND v.version = coalesce($3,
        (SELECT w.latest FROM ag06.workflows w WHERE w.tenant = $1 AND w.name = $2))`,
      [tenant, name, version ?? null],
    );
    return rows[0];
  }

  async loadLatestVersion(tenant: string, name: string): Promise<string | undefined> {
    const { rows } = await this.#database.query(
      'SELECT latest FROM ag06.workflows WHERE tenant = $1 AND name = $2',
      [tenant, name],
    );
    return rows[0]?.latest;
  }

  async listVersions(tenant: string, name: string): Promise<readonly string[]> {
    const { rows } = await this.#database.query(
      'SELECT version FROM ag06.workflow_versions WHERE tenant = $1 AND name = $2 ORDER BY version COLLATE "C"',
      [tenant, name],
    );
    return rows.map(({ version }) => version);
  }

  async listWorkflows(
    tenant: string,
  ): Promise<readonly { name: string; version: string; savedAt: number }[]> {
    const { rows } = await this.#database.query(
      'SELECT name, latest, saved_at FROM ag06.workflows WHERE tenant = $1 ORDER BY name',
      [tenant],
    );
    return rows.map(({ name, latest, saved_at }) => ({ name, version: latest, savedAt: Number(saved_at) }));
  }
}
