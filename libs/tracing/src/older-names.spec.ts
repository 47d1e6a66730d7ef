import { afterAll, expect, it } from '@jest/globals';
import { withSpan } from '#libs/tracing';
import { RecordedSpans, spanNamed } from '#testing/tracing';

const spans = new RecordedSpans({ olderNames: false });
afterAll(() => spans.stop());

it('one switch drops the older attribute names', () => {
  const attributes = { 'http.request.method': 'GET', 'db.system.name': 'sqlite' };
  withSpan('find_tasks', (span) => span.setAttributes({ ...attributes, password: 'sesame' }));

  expect(spanNamed(spans.all, 'find_tasks').attributes).toEqual(attributes);
});
