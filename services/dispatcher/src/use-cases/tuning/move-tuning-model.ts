import { Refusal } from '@ag06/contracts';
import {
  NO_POLICY,
  parseTuningPolicy,
  type TuningModelView,
  toImportName,
  toModelName,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { TunerModel } from '@ag06/tuning';
import { z } from 'zod';
import { requireAgent } from '../require-agent.ts';
import { swapUntilItStands } from './swap-until-it-stands.ts';

/** What is read of what a leader has kept of an agent. */
const Kept = z.object({ learner: TunerModel.nullable() });

/** Returns what was learned of an agent, as it was kept last. @throws Refusal AGENT_UNKNOWN, MODEL_UNKNOWN */
export async function exportTuningModel(
  { fleet, shared }: Pick<Store, 'fleet' | 'shared'>,
  agent: string,
): Promise<TuningModelView> {
  await requireAgent(fleet, agent);
  const kept = await shared.load('model', toModelName(agent));
  const model = kept && Kept.safeParse(parseJson(kept.text)).data?.learner;
  if (kept === undefined || model == null)
    throw new Refusal(
      404,
      'MODEL_UNKNOWN',
      `No optimizer has kept anything that it learned of ${agent}. It does so once a minute, while there are attempts and its mode is not off.`,
    );
  return { schema: 1, agent, keptAt: new Date(kept.changedAt).toISOString(), model: toPlain(model) };
}

/**
 * Gives the leading optimizer what was learned elsewhere, in place of what it knows itself. It goes on from there within
 * seconds.
 *
 * @throws Refusal AGENT_UNKNOWN, MODEL_INVALID, TUNING_BUSY
 */
export async function importTuningModel(
  { fleet, shared, runs }: Pick<Store, 'fleet' | 'shared' | 'runs'>,
  agent: string,
  { model }: TuningModelView,
): Promise<void> {
  await requireAgent(fleet, agent);
  const parsed = TunerModel.safeParse({ ...model, agent });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const errors = [
      { path: `model.${issue?.path.join('.')}`, expected: issue?.message ?? '', got: 'another value' },
    ];
    const message = 'This is no model that this release has exported: nothing was imported.';
    throw new Refusal(422, 'MODEL_INVALID', message, { errors });
  }
  await swapUntilItStands(shared, 'model', toImportName(agent), () => parsed.data);
  const importedAt = Math.round(await runs.now());
  await swapUntilItStands(shared, 'tuning-policy', agent, (present) => {
    const before = present === undefined ? undefined : parseTuningPolicy(present);
    return { ...(before ?? NO_POLICY), importedAt };
  });
}

const toPlain = (model: TunerModel): TuningModelView['model'] => JSON.parse(JSON.stringify(model));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
