import { client } from '../client.ts';
import { Choices, Entry, Select } from '../form/entry.tsx';
import type { Faults } from '../form/schema-form.tsx';
import { useLoad } from '../parts/use-load.ts';
import type { ScheduleTexts } from './schedule-texts.ts';

interface FieldsProps {
  readonly texts: ScheduleTexts;
  readonly faults: Faults;
  readonly onChange: (changed: Partial<ScheduleTexts>) => void;
}

const ZONES = Intl.supportedValuesOf('timeZone');

/** The name, and what is started. */
export function WorkflowFields({
  texts,
  faults,
  onChange,
  names,
  isKnown,
  isNew,
}: FieldsProps & {
  readonly names: readonly string[];
  readonly isKnown: boolean;
  readonly isNew: boolean;
}) {
  const { workflow, version } = texts;
  const versions = useLoad(
    async (signal) => (isKnown ? (await client.workflows.versions(workflow, { signal })).items : []),
    [workflow, isKnown],
  );
  const all = versions.status === 'ready' ? versions.value.map((one) => one.version) : [];
  const shown = version === '' || all.includes(version) ? all : [version, ...all];
  return (
    <>
      {isNew && (
        <Entry
          label="Name"
          about="Lower-case letters, digits, dots, underscores and hyphens."
          fault={faults.get('name')}
          value={texts.name}
          onValue={(name) => onChange({ name })}
        />
      )}
      <Entry
        label="Workflow"
        about="Whose runs it starts."
        known={names}
        fault={faults.get('workflow')}
        value={workflow}
        onValue={(changed) => onChange({ workflow: changed, version: '' })}
      />
      <Select
        label="Version"
        fault={faults.get('version')}
        choices={[
          ['', 'the latest when a run starts'],
          ...shown.map((one) => [one, one.slice(0, 12)] as const),
        ]}
        value={version}
        onValue={(chosen) => onChange({ version: chosen })}
      />
    </>
  );
}

/** When runs start. */
export function TimeFields({ texts, faults, onChange }: FieldsProps) {
  return (
    <>
      <Choices
        label="Times"
        choices={[
          ['cron', 'By the calendar', 'At times of the day, the week or the month.'],
          ['every', 'By elapsed time', 'Again and again after the same time.'],
        ]}
        value={texts.times}
        onValue={(times) => onChange({ times: times === 'every' ? 'every' : 'cron' })}
      />
      {texts.times === 'cron' ? (
        <>
          <Entry
            label="Cron"
            about={
              <>
                Minute, hour, day, month, weekday: <code>0 3 * * *</code> is 3:00 each day,{' '}
                <code>*/15 8-17 * * 1-5</code> each quarter of an hour on weekdays. With seconds before them
                if there are six fields; or <code>@daily</code> and the like.
              </>
            }
            fault={faults.get('cron')}
            value={texts.cron}
            onValue={(cron) => onChange({ cron })}
          />
          <Entry
            label="Time zone"
            about="Whose clocks count, with their changes. Empty: UTC."
            known={ZONES}
            fault={faults.get('zone')}
            value={texts.zone}
            onValue={(zone) => onChange({ zone })}
          />
        </>
      ) : (
        <Entry
          label="Every"
          about="Such as 30s, 5m, 2h or 1d; at least 10s. Counted from the first moment below, else from 1970."
          fault={faults.get('every')}
          value={texts.every}
          onValue={(every) => onChange({ every })}
        />
      )}
      <details open={['from', 'until', 'jitter'].some((name) => faults.has(name)) || undefined}>
        <summary>First and last moment, jitter …</summary>
        <Entry
          label="Not before"
          type="datetime-local"
          about="The first moment at which a run may start, in your time zone."
          fault={faults.get('from')}
          value={texts.from}
          onValue={(from) => onChange({ from })}
        />
        <Entry
          label="Before"
          type="datetime-local"
          about="The first moment at which none may start any more, in your time zone."
          fault={faults.get('until')}
          value={texts.until}
          onValue={(until) => onChange({ until })}
        />
        <Entry
          label="Jitter"
          about="Each run starts up to so much later, such as 1m: always as much for one slot."
          fault={faults.get('jitter')}
          value={texts.jitter}
          onValue={(jitter) => onChange({ jitter })}
        />
      </details>
    </>
  );
}

const OVERLAPS = [
  ['skip', 'No run', 'The slot is left out.'],
  ['queue', 'A run after it', 'The slot waits for the end of that run.'],
  ['cancel', 'A run instead of it', 'That run is cancelled.'],
] as const;
const CATCH_UPS = [
  ['last', 'The last slot', 'Its run starts late; those before it are left out.'],
  ['all', 'All slots', 'The last 100 get their runs late.'],
  ['none', 'No slot', 'All that were missed are left out.'],
] as const;

/** What happens where runs meet, or nobody was there to start them. */
export function RuleFields({ texts, faults, onChange, isNew }: FieldsProps & { readonly isNew: boolean }) {
  return (
    <>
      <Choices
        label="While the run before goes on"
        choices={OVERLAPS}
        fault={faults.get('overlap')}
        value={texts.overlap}
        onValue={(value) => onChange({ overlap: OVERLAPS.find(([of]) => of === value)?.[0] ?? 'skip' })}
      />
      <Choices
        label="After a time in which no dispatcher was there"
        choices={CATCH_UPS}
        fault={faults.get('catchUp')}
        value={texts.catchUp}
        onValue={(value) => onChange({ catchUp: CATCH_UPS.find(([of]) => of === value)?.[0] ?? 'last' })}
      />
      {isNew && (
        <label class="choice">
          <input
            type="checkbox"
            checked={texts.isPaused}
            onChange={(event) => onChange({ isPaused: event.currentTarget.checked })}
          />
          <span>Begin paused: it starts nothing until it is resumed.</span>
        </label>
      )}
    </>
  );
}
