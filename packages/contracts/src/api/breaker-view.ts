import { z } from 'zod';
import { BreakerSettings, DEPENDENCY_PATTERN } from '../breaker.ts';

const time = z.iso.datetime();
const STATES = ['closed', 'open', 'half-open', 'off'] as const;

/** The last failure that a breaker counted. */
export const BreakerErrorView = z
  .object({
    at: time,
    code: z.string(),
    message: z.string().describe('Its first 300 characters.'),
    run: z.string(),
    step: z.string(),
    item: z.int().optional(),
    attempt: z.int(),
  })
  .meta({ id: 'BreakerError', description: 'What failed last, and whose step it was.' });
export type BreakerErrorView = z.infer<typeof BreakerErrorView>;

export const BreakerView = z
  .object({
    dependency: z.string().regex(DEPENDENCY_PATTERN),
    state: z
      .enum(STATES)
      .describe('`half-open` once the time of an open one is over; `off` if an operator turned it off.'),
    since: time.describe('When it came into this state.'),
    until: time.optional().describe('Of an open one: when calls are tried.'),
    failures: z.int().describe('In a row, or when it opened; those of one step or item count once.'),
    lastError: BreakerErrorView.optional(),
    permits: z
      .object({
        out: z.int().describe('Calls that are in flight with a permit.'),
        free: z.int().optional().describe('How many more may begin; absent if any number may.'),
      })
      .describe('An open or half-open breaker, and one whose calls have begun to fail, counts its calls.'),
    blockedSteps: z.int().describe('Steps, and lanes of `forEach` steps, that wait for it.'),
    totals: z.object({ successes: z.int(), failures: z.int(), refused: z.int(), opened: z.int() }),
    settings: BreakerSettings,
    transitions: z
      .array(z.object({ at: time, from: z.enum(STATES), to: z.enum(STATES), why: z.string() }))
      .describe('The last 100, oldest first.'),
  })
  .meta({
    id: 'Breaker',
    description: 'What the fleet knows of a dependency that may fail for many steps at once.',
  });
export type BreakerView = z.infer<typeof BreakerView>;

export const BreakerListView = z
  .object({ items: z.array(BreakerView) })
  .meta({ id: 'BreakerList', description: 'Everything in one page.' });
export type BreakerListView = z.infer<typeof BreakerListView>;
