import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Focus, parseFocus, withFocus } from './focus.ts';

/** Browsers refuse to write an address too often: a slider that moves is written once it rests for so long. */
const REST_MS = 300;

/** What of the run is looked at, by the address of the page, and the ways to look at something else. */
export function useFocus(): Focus & {
  readonly setStep: (step: string | undefined) => void;
  readonly setAt: (at: number | undefined) => void;
} {
  const { url, route } = useLocation();
  const { pathname, search } = new URL(url, location.href);
  const written = parseFocus(search);
  const [own] = useState(pathname);
  const [at, showAt] = useState(written.at);
  const latest = useRef({ search, route, at, wroteAt: at });
  Object.assign(latest.current, { search, route });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const write = useCallback(
    (change: Pick<Focus, 'step'>) => {
      clearTimeout(timer.current);
      // A page that is left stays until the next one is loaded, whose address is not its own.
      if (location.pathname !== own) return;
      const { search, route, at } = latest.current;
      latest.current.wroteAt = at;
      route(`${own}${withFocus(search, { ...parseFocus(search), at, ...change })}`, true);
    },
    [own],
  );
  const setStep = useCallback((step: string | undefined) => write({ step }), [write]);
  const setAt = useCallback(
    (next: number | undefined) => {
      latest.current.at = next;
      showAt(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => write({}), REST_MS);
    },
    [write],
  );

  // A link to another moment wins over the slider.
  useEffect(() => {
    if (written.at === latest.current.wroteAt) return;
    clearTimeout(timer.current);
    Object.assign(latest.current, { at: written.at, wroteAt: written.at });
    showAt(written.at);
  }, [written.at]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { step: written.step, at, setStep, setAt };
}
