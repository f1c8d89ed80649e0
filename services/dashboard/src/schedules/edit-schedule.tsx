import { useLocation, useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { Answer } from '../parts/answer.tsx';
import { Shown } from '../parts/shown.tsx';
import { useLoad } from '../parts/use-load.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { toScheduleTexts } from './schedule-texts.ts';

/** `/schedules/:name/edit`. It leads back to the schedule. */
export function EditSchedule() {
  const name = useRoute().params.name ?? '';
  const { route } = useLocation();
  const loaded = useLoad((signal) => client.schedules.get(name, { signal }), [name]);
  const path = `/schedules/${encodeURIComponent(name)}`;
  return (
    <>
      <Answer title={`Edit ${name}`}>
        Its active run and queued slots stay. Slots of changed times begin with the next one from now.{' '}
        <a href={path}>Back to it</a>
      </Answer>
      <Shown of={loaded}>
        {(schedule) =>
          schedule.managed ? (
            <p>
              It belongs to the definition of the workflow {schedule.workflow}: push that with another{' '}
              <code>schedule</code>.
            </p>
          ) : (
            <ScheduleForm
              key={name}
              first={toScheduleTexts(schedule)}
              before={schedule}
              onSaved={() => route(path)}
            />
          )
        }
      </Shown>
    </>
  );
}
