import { RefusedError } from '@ag06/client';

/** An error as a person is told of it. */
interface Notice {
  /** Stable, `NOUN_CONDITION`; absent for what is no refusal. */
  readonly code?: string;
  /** What was expected, what came, what to do. */
  readonly message: string;
  readonly places: readonly string[];
}

const PLACES_MAX = 20;

/** Returns what to show of an error. */
export function toNotice(error: unknown): Notice {
  if (error instanceof RefusedError) {
    const places = error.errors
      .slice(0, PLACES_MAX)
      .map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`);
    return { code: error.code, message: error.problem.detail, places };
  }
  if (!(error instanceof Error)) return { message: String(error), places: [] };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { ...code, message: error.message, places: [] };
}
