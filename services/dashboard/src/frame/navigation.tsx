import { useLocation } from 'preact-iso';
import { PAGES } from './pages.tsx';

/** Links to the pages. The current one is marked. */
export function Navigation() {
  const { path } = useLocation();
  const isCurrent = (of: string): boolean =>
    of === '/' ? path === '/' : path === of || path.startsWith(`${of}/`);
  return (
    <nav aria-label="Pages">
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
