import { render } from 'preact';
import { App } from './frame/app.tsx';
import './frame/colors.css';
import './frame/frame.css';
import './parts/controls.css';

render(<App />, document.body);
