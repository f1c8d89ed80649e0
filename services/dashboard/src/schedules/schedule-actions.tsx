import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ActionButton } from '../parts/action-button.tsx';

/** Pauses, resumes and triggers a schedule. */
export function ScheduleActions({
  name,
  isPaused,
  onDone,
  children,
}: {
  readonly name: string;
  readonly isPaused: boolean;
  readonly onDone: () => void;
  /** Further actions. */
  readonly children?: ComponentChildren;
}) {
  const [started, setStarted] = useState<string>();
  const trigger = async () => {
    const { runId } = await client.schedules.trigger(name);
    setStarted(runId);
    onDone();
  };
  return (
    <span class="buttons">
      {isPaused ? (
        <ActionButton
          label="Resume"
          about={name}
          title={`Resume ${name}?`}
          perform={() => client.schedules.resume(name).then(onDone)}
        >
          <p>
            It goes on with the next slot from now. Slots of the pause get no runs; a backfill starts those.
          </p>
        </ActionButton>
      ) : (
        <ActionButton
          label="Pause"
          about={name}
          title={`Pause ${name}?`}
          perform={() => client.schedules.pause(name).then(onDone)}
        >
          <p>No run is started until it is resumed. Runs that go on are not touched.</p>
        </ActionButton>
      )}
      <ActionButton
        label="Start a run now"
        about={name}
        title={`Start a run of ${name} now?`}
        perform={trigger}
      >
        <p>It has the schedule's input. Its other runs start at their times.</p>
      </ActionButton>
      {children}
      {started !== undefined && (
        <span role="status">
          Started <a href={`/runs/${encodeURIComponent(started)}`}>{started}</a>
        </span>
      )}
    </span>
  );
}
