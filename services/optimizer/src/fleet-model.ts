import { NAME_PATTERN } from '@ag06/contracts';
import { TunerModel } from '@ag06/tuning';
import { z } from 'zod';

const count = z.int().min(0);

const upto = {
  /** The last batch that is counted in. */
  cursor: z.string().nullable(),
  /** Of each worker the number of its last batch, and when that was, milliseconds since 1970. */
  numbers: z.record(z.string(), z.tuple([count, count])),
  dropped: count,
  unreadable: count,
};

/**
 * How far the leader has counted. The next leader reads the batches after it again. What it knows of each agent is in a
 * document of its own, with the number of the last batch that is in it.
 */
export const FleetModel = z.strictObject({
  schema: z.literal(2),
  ...upto,
  /** How many batches were read. */
  batches: count,
});
export type FleetModel = z.infer<typeof FleetModel>;

/** As the release before keeps it: all agents in one document. */
const FormerModel = z.strictObject({
  schema: z.literal(1),
  ...upto,
  agents: z.record(z.string().regex(NAME_PATTERN), TunerModel),
});

export interface KeptFleet {
  readonly model: FleetModel;
  /** The counts of agents, if the release before has kept them. */
  readonly counters: Readonly<Record<string, TunerModel>>;
  /** Whether the release before has kept it, which does not number batches. */
  readonly isFormer: boolean;
}

/** Parses a saved model. Returns undefined for any text that is not a model of this version or the one before. */
export function parseFleetModel(text: string): KeptFleet | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const model = FleetModel.safeParse(value).data;
    if (model !== undefined) return { model, counters: {}, isFormer: false };
    const former = FormerModel.safeParse(value).data;
    if (former === undefined) return undefined;
    const { agents, schema: _, ...rest } = former;
    return { model: { schema: 2, ...rest, batches: 0 }, counters: agents, isFormer: true };
  } catch {
    return undefined;
  }
}
