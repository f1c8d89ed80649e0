import type { ComponentChildren } from 'preact';
import { Table } from '../parts/table.tsx';
import './hour-charts.css';
import { HOUR_HEIGHT, HOUR_WIDTH, type Hour, tellGaps } from './to-hour.ts';

const COLUMNS = [
  'Minute (UTC)',
  { title: 'Attempts', isNumber: true },
  { title: 'Failed', isNumber: true },
  { title: 'Wait, p95', isNumber: true },
  { title: 'Duration, p95', isNumber: true },
];

/** Throughput and wait in each minute of the last hour, as charts and as a table. */
export function HourCharts({ hour }: { readonly hour: Hour }) {
  const { throughput, wait, rows, until } = hour;
  return (
    <>
      <div class="hour">
        <Chart title="Attempts a minute, last hour" sentence={throughput.sentence}>
          <path class="succeeded" d={throughput.succeeded} />
          <path class="failed" d={throughput.failed} />
        </Chart>
        <Chart title="Wait (p95), last hour" sentence={wait.sentence}>
          <path class="wait" d={wait.line} />
        </Chart>
      </div>
      <p class="faint">
        The charts have whole minutes up to {until}. What ended later comes into them with its minute.
      </p>
      <details class="hour-table">
        <summary>The hour as a table</summary>
        <Table label="Each minute of the last hour" columns={COLUMNS}>
          {rows.map(({ time, attempts, failed, wait, duration }) => (
            <tr key={time}>
              <td>{time}</td>
              <td class="number">{attempts}</td>
              <td class="number">{failed}</td>
              <td class="number">{wait}</td>
              <td class="number">{duration}</td>
            </tr>
          ))}
        </Table>
        <p class="faint">{tellGaps(hour)}</p>
      </details>
    </>
  );
}

function Chart({
  title,
  sentence,
  children,
}: {
  readonly title: string;
  readonly sentence: string;
  readonly children: ComponentChildren;
}) {
  return (
    <figure>
      <figcaption>
        <b>{title}</b> <span class="faint">{sentence}.</span>
      </figcaption>
      <svg
        viewBox={`0 -3 ${HOUR_WIDTH} ${HOUR_HEIGHT + 6}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${sentence}`}
      >
        <line x1={0} x2={HOUR_WIDTH} y1={HOUR_HEIGHT} y2={HOUR_HEIGHT} />
        {children}
      </svg>
      <p class="axis faint" aria-hidden="true">
        <span>an hour ago</span>
        <span>now</span>
      </p>
    </figure>
  );
}
