import type { AgentBounds, TuningChangedView } from '@ag06/client';

/** Returns what a person has changed, in words. */
export function toChangeText({
  settings,
  replaces,
  unset = [],
  mode,
  objective,
  bounds,
  lock = [],
  lockSeconds,
  unlock = [],
  isFrozen,
}: TuningChangedView): string {
  const set = Object.entries(settings ?? {}).map(([name, value]) => `${name} ${tell(value)}`);
  const parts = [
    set.length > 0 && `set ${set.join(', ')}`,
    replaces === true && (set.length > 0 ? 'all else static' : 'all settings static'),
    unset.length > 0 && `${unset.join(', ')} static`,
    mode !== undefined && (mode === null ? 'mode as by default' : `mode ${mode}`),
    bounds !== undefined && (bounds === null ? 'bounds of the code' : `bounds: ${tellBounds(bounds)}`),
    objective !== undefined &&
      (objective === null ? 'objective of the code' : `objective ${tell(objective)}`),
    lock.length > 0 && `locked ${lock.join(', ')}${lockSeconds === undefined ? '' : ` for ${lockSeconds} s`}`,
    unlock.length > 0 && `unlocked ${unlock.join(', ')}`,
    isFrozen !== undefined && (isFrozen ? 'frozen' : 'unfrozen'),
  ];
  return parts.filter((part) => part !== false).join('; ');
}

const tellBounds = (bounds: AgentBounds): string =>
  Object.entries(bounds)
    .flatMap(([name, bound]) => (bound === undefined ? [] : [`${name} ${bound.min} to ${bound.max}`]))
    .join(', ');

/** More of one value is not told. */
const VALUE_MAX = 300;

function tell(value: unknown): string {
  if (value === null) return 'off';
  const text = JSON.stringify(value);
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)} …` : text;
}
