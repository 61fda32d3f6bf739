// For this package's own tests; it is not published. It has all of the facade, so that bundling does not cut that up.
export * from './api.js';
export { Engine, engineFor } from './engine.js';
export { ERROR_CLASSES } from './errors.js';
export { toJson } from './json.js';
export { UnderWay } from './under-way.js';
