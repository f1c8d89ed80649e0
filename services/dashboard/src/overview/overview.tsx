import type { HealthView } from '@ag06/client';
import { client } from '../client.ts';
import { NEED_CHANGES } from '../live/changes.ts';
import { useLive } from '../live/use-live.ts';
import { Answer } from '../parts/answer.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatDuration, formatNoun, formatRate } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { HourCharts } from './hour-charts.tsx';
import { OverviewLoader, type Overview as Shown } from './load-overview.ts';
import { MissingParts } from './missing-parts.tsx';
import { type Failure, toFailures, toRunsHref } from './to-failures.ts';
import { type FleetFigures, type KnownFigures, toFigures } from './to-figures.ts';
import { type Hour, toHour } from './to-hour.ts';
import { type Need, toNeeds } from './to-needs.ts';
import './overview.css';

const loader = new OverviewLoader(client);
const EVERY_MS = 5_000;

/** How the fleet is, what needs a person now, and what went wrong. */
export function Overview() {
  const overview = useLoad((signal) => loader.load(signal), [], { everyMs: EVERY_MS });
  const onChange = () => {
    loader.expectChange();
    overview.reload();
  };
  useLive(NEED_CHANGES, onChange, 2_000);
  if (overview.status === 'loading') return <Answer title="Overview">Looking …</Answer>;
  if (overview.status === 'failed')
    return (
      <>
        <Answer title="Overview" tone="bad">
          The fleet could not be looked at.
        </Answer>
        <ErrorNotice error={overview.error} onRetry={overview.reload} />
      </>
    );
  const { value } = overview;
  const needs = toNeeds(value);
  const isBad = needs.some(({ tone }) => tone === 'bad');
  return (
    <>
      <Answer title="Overview" tone={isBad ? 'bad' : needs.length > 0 ? 'warn' : 'good'}>
        {toSentence(value.health, needs.length)}
      </Answer>
      <Freshness of={overview} everyMs={EVERY_MS} isFollowing />
      {overview.error !== undefined && <ErrorNotice error={overview.error} onRetry={overview.reload} />}
      <MissingParts missing={value.missing} onRetry={overview.reload} />
      <Needs needs={needs} />
      <Figures figures={toFigures(value.agents)} hour={toHour(value.minutes.items, value.at)} />
      <Failures failures={toFailures(value.ends)} of={value} />
      <Health health={value.health} />
    </>
  );
}

function toSentence({ status }: HealthView, needs: number): string {
  const fleet = status === 'ok' ? 'The fleet is well' : `The fleet is ${status}`;
  return needs === 0
    ? `${fleet}, and nothing needs a person.`
    : `${fleet}, and ${formatNoun(needs, 'thing needs', 'things need')} a person.`;
}

function Needs({ needs }: { readonly needs: readonly Need[] }) {
  return (
    <section aria-labelledby="needs">
      <h2 id="needs">What needs a person now</h2>
      {needs.length === 0 && (
        <p class="faint">No failed run, no open question, nothing set aside or paused.</p>
      )}
      <ul class="needs">
        {needs.map(({ key, tone, text, detail, link }) => (
          <li key={key} class={tone}>
            <div>
              <strong>{text}</strong>
              {detail !== undefined && <p>{detail}</p>}
            </div>
            {link !== undefined && (
              <a class="button" href={link.href}>
                {link.text}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figures({ figures, hour }: { readonly figures: KnownFigures; readonly hour: Hour | undefined }) {
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">Throughput and wait</h2>
      {figures.is === 'none' && (
        <p class="faint">
          No optimizer counts attempts. Start one (<code>ag06 optimizer</code>; <code>ag06 up</code> has one).
        </p>
      )}
      {figures.is === 'stale' && (
        <p class="tone-warn">
          No optimizer leads, so nothing is known of now: {figures.leader} told figures last{' '}
          <When at={figures.at} />. Start one (<code>ag06 optimizer</code>; <code>ag06 up</code> has one).
        </p>
      )}
      {figures.is === 'present' && <Present figures={figures} />}
      {hour !== undefined && <HourCharts hour={hour} />}
    </section>
  );
}

function Present({ figures }: { readonly figures: FleetFigures }) {
  const { perSecond, inflight, slowest, successRate, causes } = figures;
  return (
    <dl class="figures">
      <Figure name="Attempts, last minute" value={formatRate(perSecond)} />
      <Figure name="Running now" value={String(inflight)} />
      <Figure
        name={`Longest wait (p95, 10 min)${slowest === undefined ? '' : `: ${slowest.agent}`}`}
        value={slowest === undefined ? '–' : formatDuration(slowest.p95Ms)}
      />
      <Figure
        name="Succeeded, last hour"
        value={successRate === undefined ? '–' : `${Number((100 * successRate).toFixed(1))} %`}
      />
      {causes.map(([cause, count]) => (
        <Figure key={cause} name={`${cause}, last hour`} value={String(count)} />
      ))}
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Failures({ failures, of }: { readonly failures: readonly Failure[]; readonly of: Shown }) {
  if (failures.length === 0) return null;
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">Why runs failed</h2>
      <p class="faint">
        {of.ends.length === 1 ? 'One run' : `The latest ${of.ends.length} runs`} that failed within a day.
      </p>
      <ul class="failures">
        {failures.map(({ code, workflow, step, count, message, runId, at }) => (
          <li key={`${workflow} ${step} ${code}`}>
            <span class="count">{count}×</span>
            <div>
              <a href={toRunsHref(code, workflow)}>
                <strong>{code}</strong>
              </a>{' '}
              in {workflow}
              {step !== undefined && ` · ${step}`}
              <p>{message}</p>
            </div>
            <a href={`/runs/${encodeURIComponent(runId)}`}>
              The latest, <When at={at} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Health({ health }: { readonly health: HealthView }) {
  return (
    <section aria-labelledby="health">
      <h2 id="health">Health: {Math.round(health.score)} of 100</h2>
      <ul class="components">
        {health.components.map(({ component, score, status, reasons }) => (
          <li key={component} class={status}>
            <strong>{component}</strong> <span class="score">{Math.round(score)}</span>
            {reasons.length === 0 ? (
              <p class="faint">well</p>
            ) : (
              reasons.map(({ code, message }) => (
                <p key={code}>
                  <code>{code}</code> {message}
                </p>
              ))
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
