import { z } from 'zod';
import { NAME_PATTERN } from './names.ts';

/** The target of a pause that is not a single run. Its steps do not begin until it is resumed. */
export type PauseScope =
  | { readonly of: 'agent' | 'workflow'; readonly name: string }
  | { readonly of: 'fleet' };

/** Returns the name of a pause's document: `agent:<name>`, `workflow:<name>` or `fleet`. */
export const toPauseName = (scope: PauseScope): string =>
  scope.of === 'fleet' ? 'fleet' : `${scope.of}:${scope.name}`;

/** Parses such a name. Returns undefined for any other text. */
export function parsePauseName(text: string): PauseScope | undefined {
  if (text === 'fleet') return { of: 'fleet' };
  const [, of, name = ''] = /^(agent|workflow):(.*)$/.exec(text) ?? [];
  if ((of !== 'agent' && of !== 'workflow') || !NAME_PATTERN.test(name)) return undefined;
  return { of, name };
}

const PREFIX = 'hold:';

/** Returns the reason of units that a pause blocks. */
export const toHoldReason = (pauseName: string): string => `${PREFIX}${pauseName}`;

/** Returns the name of the pause in such a reason; undefined for any other reason. */
export const pauseOf = (reason: string): string | undefined =>
  reason.startsWith(PREFIX) ? reason.slice(PREFIX.length) : undefined;

/** The shared document of one scope. It stays when the scope is resumed. */
export const PauseDocument = z.object({
  isPaused: z.boolean(),
  /** Since when it is, or is not: the time of the store, milliseconds since 1970. */
  since: z.int(),
  /** Who asked for it. */
  by: z.string().exactOptional(),
});
export type PauseDocument = z.infer<typeof PauseDocument>;

/** Parses a stored pause. Returns undefined for any other text. */
export function parsePauseDocument(text: string): PauseDocument | undefined {
  try {
    return PauseDocument.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
