import type { SqlDatabase } from '@ag06/postgres';
import {
  readCount,
  readOptional,
  readText,
  type SavedVersion,
  type StoredWorkflow,
  type WorkflowStore,
} from '@ag06/store';

/** A row for each workflow with its latest version, and a row for each version. */
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
        INSERT INTO ag06.workflow_versions AS v VALUES ($1, $2, $3, $4, ag06.now_ms())
        ON CONFLICT (tenant, name, version) DO UPDATE SET saved_at = excluded.saved_at
        RETURNING v.saved_at, v.xmax = 0 AS is_new
      ), latest AS (
        INSERT INTO ag06.workflows SELECT $1, $2, $3, saved_at FROM saved
        ON CONFLICT (tenant, name) DO UPDATE SET latest = excluded.latest, saved_at = excluded.saved_at
      ) SELECT is_new FROM saved`,
      [tenant, name, version, definition],
    );
    return { isNew: rows[0]?.is_new === true };
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
    const [row] = rows;
    return (
      row && {
        name: readText('name', row.name),
        version: readText('version', row.version),
        definition: readText('definition', row.definition),
      }
    );
  }

  async loadLatestVersion(tenant: string, name: string): Promise<string | undefined> {
    const { rows } = await this.#database.query(
      'SELECT latest FROM ag06.workflows WHERE tenant = $1 AND name = $2',
      [tenant, name],
    );
    return readOptional(readText, 'latest', rows[0]?.latest);
  }

  async listVersions(tenant: string, name: string): Promise<readonly SavedVersion[]> {
    const { rows } = await this.#database.query(
      `SELECT v.version, coalesce(v.saved_at, w.saved_at) AS saved_at FROM ag06.workflow_versions v
      LEFT JOIN ag06.workflows w ON w.tenant = v.tenant AND w.name = v.name AND w.latest = v.version
      WHERE v.tenant = $1 AND v.name = $2 ORDER BY v.version COLLATE "C"`,
      [tenant, name],
    );
    return rows.map(({ version, saved_at: at }) => ({
      version: readText('version', version),
      savedAt: readOptional(readCount, 'saved_at', at),
    }));
  }

  async sampleNames(tenant: string, limit: number): Promise<readonly string[]> {
    const { rows } = await this.#database.query(
      'SELECT name FROM ag06.workflows WHERE tenant = $1 LIMIT $2',
      [tenant, limit],
    );
    return rows.map(({ name }) => readText('name', name));
  }

  async listWorkflows(
    tenant: string,
  ): Promise<readonly { name: string; version: string; savedAt: number }[]> {
    const { rows } = await this.#database.query(
      'SELECT name, latest, saved_at FROM ag06.workflows WHERE tenant = $1 ORDER BY name',
      [tenant],
    );
    return rows.map(({ name, latest, saved_at }) => ({
      name: readText('name', name),
      version: readText('latest', latest),
      savedAt: readCount('saved_at', saved_at),
    }));
  }
}
