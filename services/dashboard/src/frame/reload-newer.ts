/** For how long a page that was just loaded anew is not loaded anew again. */
const AGAIN_MS = 30_000;
const KEY = 'ag06.reloaded-at';

/**
 * Loads the page anew when a part of it is gone: the dispatcher serves a newer one. Not twice in a row, so that a part that
 * is missing for another reason is told of.
 */
export function reloadNewer(): void {
  addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(KEY)) < AGAIN_MS) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(Date.now()));
    location.reload();
  });
}
