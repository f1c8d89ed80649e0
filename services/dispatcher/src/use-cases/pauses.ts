import {
  type PauseDocument,
  type PauseScope,
  type PauseView,
  parsePauseDocument,
  parsePauseName,
  Refusal,
  toHoldReason,
  toPauseName,
} from '@ag06/contracts';
import type { Store } from '@ag06/store';
import { unknownWorkflow } from '../refusals/unknown-workflow.ts';
import { requireAgent } from './require-agent.ts';

/** Returns the pauses of agents, workflows and the fleet that are in force. */
export async function listPauses(store: Pick<Store, 'runs' | 'shared'>): Promise<PauseView[]> {
  const [documents, blocked] = await Promise.all([store.shared.list('pause'), store.runs.countBlocked()]);
  return documents.flatMap(({ name, text }) => {
    const scope = parsePauseName(name);
    const document = parsePauseDocument(text);
    if (scope === undefined || document?.isPaused !== true) return [];
    return toView(scope, document, blocked);
  });
}

/**
 * Shows whether an agent, a workflow or the fleet is paused: `agent:NAME`, `workflow:NAME` or `fleet`.
 *
 * Throws `Refusal` PAUSE_UNKNOWN, AGENT_UNKNOWN or WORKFLOW_UNKNOWN.
 */
export async function showPause(
  store: Pick<Store, 'fleet' | 'runs' | 'shared' | 'workflows'>,
  tenant: string,
  name: string,
): Promise<PauseView> {
  const scope = parsePauseName(name);
  if (scope === undefined) {
    const message = `Nothing of the name ${name.slice(0, 100)} can be paused: expected agent:NAME, workflow:NAME or fleet.`;
    throw new Refusal(404, 'PAUSE_UNKNOWN', message);
  }
  await checkKnown(store, tenant, scope);
  const [found, blocked] = await Promise.all([store.shared.load('pause', name), store.runs.countBlocked()]);
  return toView(scope, (found && parsePauseDocument(found.text)) ?? NEVER_PAUSED, blocked);
}

const NEVER_PAUSED: PauseDocument = { isPaused: false, since: 0 };

interface PauseChange {
  readonly scope: PauseScope;
  readonly isPaused: boolean;
  readonly by: string | undefined;
}

/**
 * Pauses or resumes an agent, a workflow or the fleet; workers follow within 2 s. Harmless if it is paused or resumed
 * already.
 *
 * Throws `Refusal` AGENT_UNKNOWN or WORKFLOW_UNKNOWN.
 */
export async function setPause(
  store: Pick<Store, 'fleet' | 'runs' | 'shared' | 'workflows'>,
  tenant: string,
  { scope, isPaused, by }: PauseChange,
): Promise<PauseView> {
  await checkKnown(store, tenant, scope);
  const name = toPauseName(scope);
  for (;;) {
    const found = await store.shared.load('pause', name);
    const present = (found && parsePauseDocument(found.text)) ?? NEVER_PAUSED;
    if (present.isPaused === isPaused) return toView(scope, present, await store.runs.countBlocked());
    const next: PauseDocument = {
      isPaused,
      since: await store.runs.now(),
      ...(by !== undefined && { by }),
    };
    if (await store.shared.swap('pause', name, found?.version ?? 0, JSON.stringify(next)))
      return toView(scope, next, await store.runs.countBlocked());
  }
}

async function checkKnown(
  { fleet, workflows }: Pick<Store, 'fleet' | 'workflows'>,
  tenant: string,
  scope: PauseScope,
): Promise<void> {
  if (scope.of === 'agent') await requireAgent(fleet, scope.name);
  if (scope.of === 'workflow' && (await workflows.loadLatestVersion(tenant, scope.name)) === undefined)
    throw await unknownWorkflow(workflows, tenant, scope.name);
}

function toView(
  scope: PauseScope,
  { isPaused, since, by }: PauseDocument,
  blocked: ReadonlyMap<string, number>,
): PauseView {
  return {
    ...scope,
    paused: isPaused,
    ...(since > 0 && { since: new Date(since).toISOString() }),
    ...(by !== undefined && { by }),
    blockedSteps: blocked.get(toHoldReason(toPauseName(scope))) ?? 0,
  };
}
