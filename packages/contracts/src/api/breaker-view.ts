import { z } from 'zod';
import { BreakerSettings, DEPENDENCY_PATTERN } from '../breaker.ts';

const time = z.iso.datetime();
const STATES = ['closed', 'open', 'half-open'] as const;

export const BreakerView = z
  .object({
    dependency: z.string().regex(DEPENDENCY_PATTERN),
    state: z.enum(STATES).describe('`half-open` once the time of an open one is over.'),
    since: time.describe('When it came into this state.'),
    until: time.optional().describe('Of an open one: when calls are tried.'),
    failures: z.int().describe('In a row, or when it opened.'),
    permits: z
      .object({
        out: z.int().describe('Calls that are in flight with a permit.'),
        free: z.int().optional().describe('How many more may begin; absent if any number may.'),
      })
      .describe(
        'An open or half-open breaker, and one that nobody has passed with success, counts its calls.',
      ),
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
