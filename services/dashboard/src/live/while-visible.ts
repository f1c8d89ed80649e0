/**
 * Does work while the page is shown, and begins it anew when it is shown again. A browser has six connections to one dispatcher
 * for all of its tabs, so that a hidden one must hold none. Both signals end the work: that of being hidden, and that of the caller.
 */
export function whileVisible(work: (signal: AbortSignal) => void, signal: AbortSignal): void {
  let shown = new AbortController();
  const turn = () => {
    shown.abort();
    if (document.visibilityState !== 'visible') return;
    shown = new AbortController();
    work(AbortSignal.any([signal, shown.signal]));
  };
  turn();
  document.addEventListener('visibilitychange', turn, { signal });
}
