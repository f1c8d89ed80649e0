import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { Navigation } from './navigation.tsx';
import { PAGES } from './pages.tsx';
import { Unknown } from './unknown.tsx';

/** The whole page: the navigation, and what is shown beside it. */
export function App() {
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Navigation />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary>
          <Router>
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
