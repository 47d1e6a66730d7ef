import type { Variable } from '#libs/configuration';
import { otelVariables } from '#libs/tracing';
import { variables } from '../src/config.js';
import { variables as notificationsVariables } from '../../notifications/src/config.js';
import { markdownTable } from './markdown-page.js';

const HEAD = ['name', 'default', 'allowed', 'meaning'];

/** docs/configuration.md */
export function configurationPage(): string {
  return `# Configuration

By environment variables or a file \`.env\`. An empty variable counts as not set. This page is rendered from the code.

## The API

A wrong value stops the start; the message names every wrong variable with what is allowed.

${markdownTable(HEAD, own(variables))}
## The notifications service

\`npm run start:notifications\`. The same holds for wrong values.

${markdownTable(HEAD, own(notificationsVariables))}
## OpenTelemetry

Called as in OpenTelemetry's specification. A wrong value is ignored with a warning: the default holds.

${markdownTable(HEAD, openTelemetry())}`;
}

function own(ofProgram: Readonly<Record<string, Variable>>): string[][] {
  return Object.entries(ofProgram).map(([name, variable]) => [
    `\`${name}\``,
    variable.default ?? `\`${variable.schema.parse(undefined)}\``,
    variable.allowed,
    variable.meaning,
  ]);
}

function openTelemetry(): string[][] {
  return Object.entries(otelVariables).map(([name, variable]) => [
    `\`${name}\``,
    variable.default,
    variable.allowed,
    variable.meaning,
  ]);
}
