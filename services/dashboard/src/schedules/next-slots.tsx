import type { ScheduleView } from '@ag06/client';
import { When } from '../parts/when.tsx';
import { formatSlot } from './format-slot.ts';

/** The next slots of a schedule, by the clocks of its time zone. */
export function NextSlots({ schedule: { upcoming, zone = 'UTC' } }: { readonly schedule: ScheduleView }) {
  if (upcoming.length === 0) return <p>None.</p>;
  return (
    <ul>
      {upcoming.map((slot) => (
        <li key={slot}>
          {formatSlot(slot, zone)}{' '}
          <span class="faint">
            (<When at={slot} />)
          </span>
        </li>
      ))}
    </ul>
  );
}
