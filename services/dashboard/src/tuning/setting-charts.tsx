import type { TuningDecisionView } from '@ag06/client';
import { formatCount } from '../parts/format.ts';
import { When } from '../parts/when.tsx';
import './tuning.css';
import { type Step, toPath, toSteps } from './to-steps.ts';

const WIDTH = 320;
const HEIGHT = 48;

/** A small chart of each setting over time. The table of decisions has the same as text. */
export function SettingCharts({ decisions }: { readonly decisions: readonly TuningDecisionView[] }) {
  const series = [...toSteps(decisions)];
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
  const now = steps.at(-1)?.value;
  const range = `${formatCount(Math.min(...values))} to ${formatCount(Math.max(...values))}`;
  return (
    <figure>
      <figcaption>
        <b>{name}</b> {now === null || now === undefined ? 'static' : formatCount(now)}{' '}
        <span class="faint">
          ({range} since <When at={new Date(first).toISOString()} />)
        </span>
      </figcaption>
      <svg viewBox={`-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`} role="img" aria-label={`${name} over time, ${range}`}>
        <path d={toPath(steps, Date.now(), WIDTH, HEIGHT)} />
      </svg>
    </figure>
  );
}
