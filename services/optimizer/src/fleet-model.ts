import { NAME_PATTERN } from '@ag06/contracts';
import { TunerModel } from '@ag06/tuning';
import { z } from 'zod';

const count = z.int().min(0);

/** The leader's saved statistics up to one batch of samples. The next leader reads the batches after it again. */
export const FleetModel = z.strictObject({
  schema: z.literal(1),
  /** The last batch that is counted in. */
  cursor: z.string().nullable(),
  /** Of each worker the number of its last batch, and when that was, milliseconds since 1970. */
  numbers: z.record(z.string(), z.tuple([count, count])),
  dropped: count,
  unreadable: count,
  agents: z.record(z.string().regex(NAME_PATTERN), TunerModel),
});
export type FleetModel = z.infer<typeof FleetModel>;

/** Parses a saved model. Returns undefined for any text that is not a model of this version. */
export function parseFleetModel(text: string): FleetModel | undefined {
  try {
    return FleetModel.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
