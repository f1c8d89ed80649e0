import { useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { PAGES } from './pages.tsx';

/** Where the links are a line to scroll, as the style sheet says. */
const LINE = '(max-width: 46rem)';

/** Links to the pages. The current one is marked, and in sight also where they are a line to scroll. */
export function Navigation() {
  const { path } = useLocation();
  const nav = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = nav;
    if (current === null || !matchMedia(LINE).matches) return;
    // With the next frame, which has the layout anyway: to ask for it here would do it within the task that draws the page.
    const frame = requestAnimationFrame(() => showCurrent(current));
    return () => cancelAnimationFrame(frame);
  }, [path]);
  const at = PAGES.find((page) => page.path === path)?.under ?? path;
  const isCurrent = (of: string): boolean => (of === '/' ? at === '/' : at === of || at.startsWith(`${of}/`));
  return (
    <nav aria-label="Pages" ref={nav}>
      <ul>
        {PAGES.map(
          ({ path: of, title }) =>
            title !== undefined && (
              <li key={of}>
                <a href={of} aria-current={isCurrent(of) ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}

/** Scrolls the links so that the current one is in their middle. Where all fit, nothing moves. */
function showCurrent(nav: HTMLElement): void {
  const current = nav.querySelector('[aria-current]');
  if (current === null) return;
  const [line, link] = [nav.getBoundingClientRect(), current.getBoundingClientRect()];
  nav.scrollLeft += link.left + link.width / 2 - (line.left + line.width / 2);
}
