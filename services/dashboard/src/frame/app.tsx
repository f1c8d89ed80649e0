import { useRef } from 'preact/hooks';
import { LocationProvider, Route, Router } from 'preact-iso';
import { Guard } from './guard.tsx';
import { Header } from './header.tsx';
import { LogIn } from './log-in.tsx';
import { Navigation } from './navigation.tsx';
import { PAGES } from './pages.tsx';
import { Unknown } from './unknown.tsx';

/** The whole page: its header, the navigation, and what is shown beside it. */
export function App() {
  const main = useRef<HTMLElement>(null);
  // Who reads by keyboard or voice begins with the new page, not with the link that led to it. Who has begun to search goes on.
  const onRouteChange = () => {
    if (!document.activeElement?.closest('search')) main.current?.focus();
  };
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Guard>
        <Header />
      </Guard>
      <Navigation />
      <main id="main" tabIndex={-1} ref={main}>
        <LogIn />
        <Guard>
          <Router onRouteChange={onRouteChange}>
            {PAGES.map(({ path, Content }) => (
              <Route key={path} path={path} component={Content} />
            ))}
            <Route default component={Unknown} />
          </Router>
        </Guard>
      </main>
    </LocationProvider>
  );
}
