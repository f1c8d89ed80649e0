import { render } from 'preact';
import { App } from './frame/app.tsx';
import { reloadNewer } from './frame/reload-newer.ts';
import './frame/colors.css';
import './frame/frame.css';
import './parts/controls.css';

reloadNewer();
render(<App />, document.body);
