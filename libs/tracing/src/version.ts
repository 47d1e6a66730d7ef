import { createRequire } from 'node:module';

/** Of the package: every instrumentation scope carries it. */
export const VERSION = (createRequire(import.meta.url)('#package.json') as { readonly version: string }).version;
