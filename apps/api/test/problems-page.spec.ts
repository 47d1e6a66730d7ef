import { describe, expect, it } from '@jest/globals';
import { BODY_LIMIT_BYTES, problems } from '#libs/http';
import { readPage } from './markdown-page.js';
import { problemsPage } from './problems-page.js';

const page = readPage('problems.md', problemsPage());

describe('docs/problems.md', () => {
  it('says what the code says (npm run test:spec with UPDATE_DOCS=1 writes it anew)', () => {
    expect(page).toBe(problemsPage());
  });

  it('has a complete row for every code, with what the caller can do', () => {
    const rows = [...page.matchAll(/^\| `([a-z_]+)` \| \d{3} \| `urn:clew:problem:[a-z-]+` \| .+ \| .+ \|$/gm)];
    expect(rows.map(([, code]) => code)).toEqual(Object.keys(problems));
    expect(page).not.toContain('undefined');
  });

  it('names the limit of a body', () => {
    expect(page).toContain(`${BODY_LIMIT_BYTES / 1024 ** 2} MiB`);
  });
});
