import type { TuningDocument, TuningSettings } from '@ag06/contracts/tuning';

interface ChosenSettings {
  /** 0 if the worker does by itself what the document says otherwise, so that no sample is attributed to it. */
  readonly version: number;
  readonly settings: TuningSettings;
  readonly isCanary: boolean;
}

export const STATIC_SETTINGS: ChosenSettings = { version: 0, settings: {}, isCanary: false };

/**
 * Chooses which settings of a document this worker applies. Without a living optimizer, those that it had decided return to
 * static, and those of a person stay.
 */
export function chooseSettings(
  {
    version,
    settings,
    learned = [],
    canary,
  }: Pick<TuningDocument, 'version' | 'settings' | 'learned' | 'canary'>,
  worker: string,
  isLive: boolean,
): ChosenSettings {
  if (isLive && canary?.workers.includes(worker))
    return { version, settings: canary.settings, isCanary: true };
  if (isLive || learned.length === 0) return { version, settings, isCanary: false };
  const kept = Object.entries(settings).filter(([name]) => !learned.some((one) => one === name));
  return { version: 0, settings: Object.fromEntries(kept), isCanary: false };
}
