import { Refusal } from '@ag06/contracts';
import type { Plan } from '@ag06/engine';
import type { WorkflowStore } from '@ag06/store';
import { compileInSlices } from './compile-in-slices.ts';

const MAX_PLANS = 500;

/** Compiled workflows by tenant, name and version. Versions never change, so entries never become stale. */
export class PlanCache {
  readonly #workflows: WorkflowStore;
  readonly #plans = new Map<string, Promise<Plan | undefined>>();

  constructor(workflows: WorkflowStore) {
    this.#workflows = workflows;
  }

  /** Returns the plan of this version; undefined if nobody saved it. */
  load(tenant: string, name: string, version: string): Promise<Plan | undefined> {
    const key = `${tenant}\0${name}\0${version}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const loading = this.#compile(tenant, name, version);
    this.#remember(key, loading);
    return loading;
  }

  /** Returns the plan of the version that was pushed last. */
  async loadLatest(tenant: string, name: string): Promise<Plan | undefined> {
    const version = await this.#workflows.loadLatestVersion(tenant, name);
    return version === undefined ? undefined : this.load(tenant, name, version);
  }

  async #compile(tenant: string, name: string, version: string): Promise<Plan | undefined> {
    const stored = await this.#workflows.loadWorkflow(tenant, name, version);
    if (stored === undefined) return undefined;
    const compiled = await compileInSlices(stored.definition, stored.version);
    if (compiled.ok) return compiled.plan;
    const problems = [...compiled.errors, ...compiled.notYet];
    throw new Refusal(
      500,
      'WORKFLOW_UNREADABLE',
      `The stored workflow ${name}@${version} does not compile in this version of AG06. Push a definition that does, and start new runs of it.`,
      {
        errors: problems,
      },
    );
  }

  #remember(key: string, loading: Promise<Plan | undefined>): void {
    this.#plans.set(key, loading);
    const forget = () => this.#plans.delete(key);
    loading.then((plan) => plan === undefined && forget(), forget);
    if (this.#plans.size <= MAX_PLANS) return;
    const oldest = this.#plans.keys().next();
    if (!oldest.done) this.#plans.delete(oldest.value);
  }
}
