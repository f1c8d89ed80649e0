import type { TargetListView, TargetView } from '@ag06/contracts';
import type { SharedDocument, Store } from '@ag06/store';
import { z } from 'zod';

/** Processes report every 5 s where their metrics are. */
const LIVE_WITHIN_MS = 15_000;

const Target = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'expected JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.object({ service: z.string(), address: z.string() }));

/** Lists the metrics addresses of all live processes by id. */
export async function listTargets(store: Pick<Store, 'shared' | 'runs'>): Promise<TargetListView> {
  const [documents, now] = await Promise.all([store.shared.list('target'), store.runs.now()]);
  return documents.filter(({ changedAt }) => now - changedAt < LIVE_WITHIN_MS).flatMap(toTarget);
}

function toTarget({ name, text }: SharedDocument): TargetView[] {
  const parsed = Target.safeParse(text);
  if (!parsed.success) return [];
  const { service, address } = parsed.data;
  return [{ targets: [address], labels: { service, instance_id: name } }];
}
