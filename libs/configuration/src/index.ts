export { ConfigurationError, orExit } from './configuration-error.js';
export { readVariables, type Variable } from './variables.js';
