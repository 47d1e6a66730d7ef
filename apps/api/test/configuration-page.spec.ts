import { describe, expect, it } from '@jest/globals';
import { otelVariables } from '#libs/tracing';
import { variables } from '../src/config.js';
import { variables as notificationsVariables } from '../../notifications/src/config.js';
import { configurationPage } from './configuration-page.js';
import { readPage } from './markdown-page.js';

const page = readPage('configuration.md', configurationPage());

describe('docs/configuration.md', () => {
  it('says what the code says (npm run test:spec with UPDATE_DOCS=1 writes it anew)', () => {
    expect(page).toBe(configurationPage());
  });

  it('has a complete row for every variable', () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| .+ \| .+ \| .+ \|$/gm)].map(([, name]) => name);
    const all = [variables, notificationsVariables, otelVariables].flatMap((each) => Object.keys(each));
    expect(rows).toEqual(all);
    expect(page).not.toContain('undefined');
  });

  it('knows a default that only a schema names', () => {
    expect(page).toContain(
      '| `PORT` | `8080` | a whole number from 0 to 65535; 0 takes a free one | Port to listen on |',
    );
  });
});
