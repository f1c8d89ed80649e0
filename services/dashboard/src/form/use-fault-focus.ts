import { useLayoutEffect, useRef } from 'preact/hooks';

const WRONG = '[aria-invalid="true"], [data-wrong="true"] input';

/** Moves the focus to the first field of a form that is wrong, whenever there is another error, as soon as it is shown. */
export function useFaultFocus(error: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>(WRONG)?.focus();
  }, [error]);
  return form;
}
