import type { WorkflowVersionView } from '@ag06/contracts';
import type { WorkflowStore } from '@ag06/store';

interface Stores {
  readonly store: { readonly workflows: Pick<WorkflowStore, 'listVersions' | 'loadLatestVersion'> };
}

/** Lists versions, the latest first, then newest first. Returns undefined for an unknown workflow. */
export async function listVersions(
  { store }: Stores,
  tenant: string,
  name: string,
): Promise<WorkflowVersionView[] | undefined> {
  const [versions, latest] = await Promise.all([
    store.workflows.listVersions(tenant, name),
    store.workflows.loadLatestVersion(tenant, name),
  ]);
  if (latest === undefined) return undefined;
  const rank = (version: string, savedAt = 0) => (version === latest ? Number.POSITIVE_INFINITY : savedAt);
  return versions
    .toSorted((a, b) => rank(b.version, b.savedAt) - rank(a.version, a.savedAt))
    .map(({ version, savedAt }) => ({
      version,
      isLatest: version === latest,
      savedAt: savedAt === undefined ? null : new Date(savedAt).toISOString(),
    }));
}
