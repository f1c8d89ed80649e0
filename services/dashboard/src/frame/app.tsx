import { useRef, useState } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { PAGES } from './pages.tsx';
import { Unknown } from './unknown.tsx';

/** The whole page: its header, the navigation, and what is shown beside it. */
export function App() {
  const main = useRef<HTMLElement>(null);
  const [error, setError] = useState<unknown>();
  // Who reads by keyboard or voice begins with the new page, not with the link that led to it.
  const onRouteChange = () => {
    setError(undefined);
    main.current?.focus();
  };
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <Navigation />
      <main id="main" tabIndex={-1} ref={main}>
        {error !== undefined && <ErrorNotice error={error} onRetry={() => location.reload()} />}
        <ErrorBoundary onError={setError}>
          <Router onRouteChange={onRouteChange}>
            {PAGES.map(({ path, Content }) => (
              <Route key={path} path={path} component={Content} />
            ))}
            <Route default component={Unknown} />
          </Router>
        </ErrorBoundary>
      </main>
    </LocationProvider>
  );
}
