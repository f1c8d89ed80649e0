import { TunerModel } from '@ag06/tuning';
import { z } from 'zod';
import { BookModel } from './decision-book.ts';
import { VersionMapModel } from './version-map.ts';

/** What a leader keeps of one agent for the next one. */
export const AgentModel = z.strictObject({
  schema: z.literal(2),
  /** The number of the last batch of samples that is counted in. */
  upto: z.int().min(0),
  counter: TunerModel,
  /** Null: its mode was off. */
  learner: TunerModel.nullable(),
  /** The first version whose attempts the tuner learns from. */
  from: z.int().min(0),
  versions: VersionMapModel,
  book: BookModel,
  /** When a model was imported last, milliseconds since 1970; 0: never. */
  importedAt: z.int().min(0),
});
export type AgentModel = z.infer<typeof AgentModel>;

/** Parses what was kept. Returns undefined for anything that is no model of this version. */
export function parseAgentModel(text: string): AgentModel | undefined {
  try {
    return AgentModel.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Times of a model that are so far ahead are those of another clock. */
const CLOCKS_MS = 60_000;

/** A tuner never goes back in time, so it would wait for that moment. */
export const isFromFuture = ({ learning }: TunerModel, now: number): boolean =>
  Math.max(learning?.decidedAt ?? 0, learning?.observedAt ?? 0) * 1_000 > now + CLOCKS_MS;
