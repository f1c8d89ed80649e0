import type { SubmitOptions } from '@ag06/client';

/** The optional fields of a submission, as they are entered. */
interface OptionTexts {
  readonly priority: string;
  /** With commas. */
  readonly tags: string;
  readonly delay: string;
  readonly timeout: string;
  readonly correlationId: string;
}

export const NO_OPTIONS: OptionTexts = { priority: '', tags: '', delay: '', timeout: '', correlationId: '' };

export const PRIORITIES = ['critical', 'high', 'normal', 'low', 'bulk'] as const;

/** Returns the options that were filled in. A duration of digits alone counts milliseconds. */
export function readOptions(texts: OptionTexts): SubmitOptions {
  const tags = texts.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const [priority, delay, timeout, correlationId] = [
    texts.priority,
    texts.delay.trim(),
    texts.timeout.trim(),
    texts.correlationId.trim(),
  ];
  return {
    ...(priority !== '' && { priority }),
    ...(tags.length > 0 && { tags }),
    ...(delay !== '' && { delay: toDuration(delay) }),
    ...(timeout !== '' && { timeout: toDuration(timeout) }),
    ...(correlationId !== '' && { correlationId }),
  };
}

const toDuration = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
