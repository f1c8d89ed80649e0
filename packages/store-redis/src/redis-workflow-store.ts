import type { SavedVersion, StoredWorkflow, WorkflowStore } from '@ag06/store';
import type { GlobalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

const VERSION = 'v:';
const SAVED_AT = 't:';

/** A hash for each name: `latest`, `savedAt`, `v:<version>` (the definition) and `t:<version>` (when it was pushed last). */
export class RedisWorkflowStore implements WorkflowStore {
  readonly #redis: RedisClient;
  readonly #keys: GlobalKeys;

  constructor(redis: RedisClient, keys: GlobalKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  async saveWorkflow(tenant: string, workflow: StoredWorkflow): Promise<{ readonly isNew: boolean }> {
    const key = this.#keys.workflow(tenant, workflow.name);
    const now = Date.now();
    const rows = await this.#redis
      .multi()
      .hsetnx(key, `${VERSION}${workflow.version}`, workflow.definition)
      .hset(key, 'latest', workflow.version, 'savedAt', now, `${SAVED_AT}${workflow.version}`, now)
      .sadd(this.#keys.workflows(tenant), workflow.name)
      .exec();
    for (const [error] of rows ?? []) if (error !== null) throw error;
    return { isNew: rows?.[0]?.[1] === 1 };
  }

  async loadWorkflow(
    tenant: string,
    name: string,
    version: string | undefined,
  ): Promise<StoredWorkflow | undefined> {
    const key = this.#keys.workflow(tenant, name);
    const wanted = version ?? (await this.loadLatestVersion(tenant, name));
    if (wanted === undefined) return undefined;
    const definition = await this.#redis.hget(key, `${VERSION}${wanted}`);
    return definition === null ? undefined : { name, version: wanted, definition };
  }

  async loadLatestVersion(tenant: string, name: string): Promise<string | undefined> {
    return (await this.#redis.hget(this.#keys.workflow(tenant, name), 'latest')) ?? undefined;
  }

  async listVersions(tenant: string, name: string): Promise<readonly SavedVersion[]> {
    const key = this.#keys.workflow(tenant, name);
    const fields = await this.#redis.hkeys(key);
    const names = fields.filter((field) => field.startsWith(VERSION));
    if (names.length === 0) return [];
    const versions = names.map((field) => field.slice(VERSION.length)).sort();
    const times = versions.map((version) => `${SAVED_AT}${version}`);
    const [latest, latestAt, ...savedAt] = await this.#redis.hmget(key, 'latest', 'savedAt', ...times);
    return versions.map((version, i) => {
      const at = savedAt[i] ?? (version === latest ? latestAt : undefined);
      return { version, savedAt: at ? Number(at) : undefined };
    });
  }

  async sampleNames(tenant: string, limit: number): Promise<readonly string[]> {
    const names = new Set<string>();
    let cursor = '0';
    do {
      const [next, some] = await this.#redis.sscan(this.#keys.workflows(tenant), cursor, 'COUNT', limit);
      for (const name of some) names.add(name);
      cursor = next;
    } while (cursor !== '0' && names.size < limit);
    return [...names].slice(0, limit);
  }

  async listWorkflows(
    tenant: string,
  ): Promise<readonly { name: string; version: string; savedAt: number }[]> {
    const names = (await this.#redis.smembers(this.#keys.workflows(tenant))).sort();
    const rows = await Promise.all(
      names.map((name) => this.#redis.hmget(this.#keys.workflow(tenant, name), 'latest', 'savedAt')),
    );
    return names.map((name, i) => ({
      name,
      version: rows[i]?.[0] ?? '',
      savedAt: Number(rows[i]?.[1] ?? 0),
    }));
  }
}
