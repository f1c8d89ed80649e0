import type { BreakerView, Client } from '@ag06/client';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderBreakerError } from '../render-wait.ts';
import { showFields } from '../show-fields.ts';
import { renderTime } from '../times.ts';

/** The last changes of its state that are shown. */
const SHOWN = 10;

/** `ag06 breakers show DEPENDENCY`. */
export async function showBreaker(dependency: string, client: Client, output: Output): Promise<number> {
  const breaker = await client.breakers.get(dependency);
  output.json(breaker);
  const now = Date.now();
  const { until, lastError, permits, totals, settings, transitions } = breaker;
  const free = permits.free === undefined ? '' : `, ${permits.free} more may begin`;
  showFields(output, [
    ['dependency', breaker.dependency],
    ['state', `${breaker.state}, since ${renderTime(breaker.since, now)}`],
    ['tried again', until && renderTime(until, now)],
    ['blocked', counted(breaker.blockedSteps, 'step')],
    ['failures', describeFailures(breaker)],
    ['last failure', lastError && `${renderTime(lastError.at, now)}: ${renderBreakerError(lastError)}`],
    ['in flight', `${counted(permits.out, 'call')} with a permit${free}`],
    [
      'since ever',
      `${totals.successes} succeeded, ${totals.failures} failed, ${totals.refused} refused; opened ${counted(totals.opened, 'time')}`,
    ],
    [
      'settings',
      Object.entries(settings)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ],
  ]);
  if (transitions.length === 0) return EXIT.ok;
  output.text('');
  output.table(
    ['at', 'from', 'to', 'why'],
    transitions
      .slice(-SHOWN)
      .toReversed()
      .map(({ at, from, to, why }) => [renderTime(at, now), from, to, why]),
  );
  return EXIT.ok;
}

const describeFailures = ({ state, failures }: BreakerView): string =>
  state === 'closed' ? `${failures} in a row` : `${failures} when it opened`;
