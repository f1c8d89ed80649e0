export { beginTerm } from './begin-term.ts';
export { loadDocument } from './load-document.ts';
