export { createProject, type ProjectOptions, type WrittenProject } from './create-project.ts';
export { main } from './main.ts';
export { ProjectError } from './project-error.ts';
