import type { TuningLockView } from '@ag06/client';
import { useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Select } from '../form/entry.tsx';
import { KNOBS } from './knobs.ts';
import { PolicyForm } from './policy-form.tsx';
import type { TuningFormProps } from './settings-form.tsx';

type SettingName = TuningLockView['setting'];

const SETTINGS: readonly (readonly [name: SettingName, label: string])[] = [
  ...KNOBS.map(({ name, label }) => [name, label] as const),
  ['bySize', 'All settings by size'],
];
/** Seconds. */
const TIMES = [
  ['', 'until it is unlocked'],
  ['3600', 'for an hour'],
  ['86400', 'for a day'],
  ['604800', 'for a week'],
] as const;

/** Keeps settings as they are. */
export function LockForm({ agent, now, onDone }: TuningFormProps) {
  const [chosen, setChosen] = useState<ReadonlySet<SettingName>>(new Set());
  const [seconds, setSeconds] = useState('');
  const locked = new Set(now.policy.locks.map(({ setting }) => setting));
  const read = () => ({
    faults: chosen.size > 0 ? [] : [{ path: 'lock', message: 'Choose a setting.' }],
    send: async (reason: string) => {
      await client.tuning.setPolicy(agent, {
        lock: [...chosen],
        ...(seconds !== '' && { lockSeconds: Number(seconds) }),
        ...(reason !== '' && { reason }),
      });
      setChosen(new Set());
    },
  });
  const turn = (name: SettingName, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(name);
    else next.delete(name);
    setChosen(next);
  };
  return (
    <PolicyForm
      title="Locks"
      about="The optimizer leaves a locked setting as it is now. The page of its settings unlocks it."
      action="Lock"
      read={read}
      onDone={onDone}
    >
      {(faults) => (
        <>
          <fieldset class="field" data-wrong={faults.has('lock')}>
            <legend>Settings</legend>
            <div class="knobs">
              {SETTINGS.map(([name, label]) => (
                <label key={name} class="choice">
                  <input
                    type="checkbox"
                    checked={chosen.has(name)}
                    onChange={(event) => turn(name, event.currentTarget.checked)}
                  />
                  <span>
                    {label} {locked.has(name) && <span class="faint">locked</span>}
                  </span>
                </label>
              ))}
            </div>
            {faults.has('lock') && <p class="fault">{faults.get('lock')}</p>}
          </fieldset>
          <Select
            label="How long"
            choices={TIMES}
            fault={faults.get('lockSeconds')}
            value={seconds}
            onValue={setSeconds}
          />
        </>
      )}
    </PolicyForm>
  );
}
