import { useEffect, useRef } from 'preact/hooks';

const WRONG = '[aria-invalid="true"], [data-wrong="true"] input';

/** Moves the focus to the first field of a form that is wrong, whenever there is another error. */
export function useFaultFocus(error: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>(WRONG)?.focus();
  }, [error]);
  return form;
}
