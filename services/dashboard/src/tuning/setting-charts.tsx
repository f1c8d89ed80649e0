import type { TuningChangedView, TuningDecisionView } from '@ag06/client';
import { formatCount } from '../parts/format.ts';
import { When } from '../parts/when.tsx';
import './tuning.css';
import { type Step, toPath, toPoints, toSteps } from './to-steps.ts';

const WIDTH = 320;
const HEIGHT = 48;

/**
 * A small chart of each setting over time, as the optimizer and people set it. Its dots tell who, and why; the tables of decisions and of
 * changes have the same as text.
 */
export function SettingCharts({
  decisions,
  changes,
}: {
  readonly decisions: readonly TuningDecisionView[];
  readonly changes: readonly TuningChangedView[];
}) {
  const series = [...toSteps(decisions, changes)];
  if (series.length === 0) return null;
  return (
    <ul class="charts">
      {series.map(([name, steps]) => (
        <li key={name}>
          <Chart name={name} steps={steps} />
        </li>
      ))}
    </ul>
  );
}

function Chart({ name, steps }: { readonly name: string; readonly steps: readonly Step[] }) {
  const values = steps.flatMap(({ value }) => value ?? []);
  const first = steps[0]?.at ?? 0;
  const last = steps.at(-1)?.value;
  const now = Date.now();
  const range = `${formatCount(Math.min(...values))} to ${formatCount(Math.max(...values))}`;
  return (
    <figure>
      <figcaption>
        <b>{name}</b> {last === null || last === undefined ? 'static' : formatCount(last)}{' '}
        <span class="faint">
          ({range} since <When at={new Date(first).toISOString()} />)
        </span>
      </figcaption>
      <svg viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`} role="img" aria-label={`${name} over time, ${range}`}>
        <path d={toPath(steps, now, WIDTH, HEIGHT)} />
        {toPoints(steps, now, WIDTH, HEIGHT).map(
          ({ x, y, step }, at) =>
            step.why !== undefined && (
              <circle key={String(at)} cx={x} cy={y} r={3}>
                <title>
                  {new Date(step.at).toISOString().slice(0, 16).replace('T', ' ')},{' '}
                  {step.value === null ? 'static' : formatCount(step.value)}. {step.why}
                </title>
              </circle>
            ),
        )}
      </svg>
    </figure>
  );
}
