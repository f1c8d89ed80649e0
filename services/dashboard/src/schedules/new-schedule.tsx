import { useLocation } from 'preact-iso';
import { Answer } from '../parts/answer.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { newScheduleTexts } from './schedule-texts.ts';

/** `/new/schedule`, of the workflow that the query names. It leads to the schedule. */
export function NewSchedule() {
  const { query, route } = useLocation();
  const workflow = query.workflow ?? '';
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return (
    <>
      <Answer title="New schedule">Starts runs of a workflow by the clock.</Answer>
      <ScheduleForm
        key={workflow}
        first={newScheduleTexts(workflow, timeZone)}
        onSaved={(name) => route(`/schedules/${encodeURIComponent(name)}`)}
      />
    </>
  );
}
