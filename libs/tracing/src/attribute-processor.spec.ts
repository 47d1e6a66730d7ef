import { afterAll, afterEach, expect, it } from '@jest/globals';
import { withSpan } from '#libs/tracing';
import { RecordedSpans, spanNamed } from '#testing/tracing';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

const SECRETS = {
  'user.email': 'ann@example.com',
  'user.ssn': '078-05-1120',
  password: 'sesame',
  token: 'sesame',
  api_key: 'sesame',
  authorization: 'Bearer sesame',
  cookie: 'session=sesame',
};
const LONGER = {
  'db.password': 'sesame',
  'session.token': 'sesame',
  'http.request.header.authorization': ['Bearer sesame'],
  'http.request.header.cookie': ['session=sesame'],
  'http.response.header.set-cookie': ['session=sesame'],
};
const HARMLESS = {
  'user.id': 'ann',
  'es.position': 1,
  'tokens.count': 3,
  'password.length': 6,
  'cookies.accepted': true,
};

it('BP3 what must not leave the process is dropped from spans and their events before export', () => {
  withSpan('check_login', (span) => {
    span.setAttributes({ ...SECRETS, ...LONGER, ...HARMLESS });
    span.addEvent('login_checked', { ...SECRETS, ...LONGER, ...HARMLESS });
  });

  const { attributes, events } = spanNamed(spans.all, 'check_login');
  expect(attributes).toEqual(HARMLESS);
  expect(events).toMatchObject([{ name: 'login_checked' }]);
  expect(events[0]?.attributes).toEqual(HARMLESS);
});

it('today’s names of the conventions have the older ones beside them', () => {
  withSpan('find_tasks', (span) => {
    span.setAttributes({ 'http.request.method': 'GET', 'http.response.status_code': 200 });
    span.setAttributes({ 'db.system.name': 'sqlite', 'db.operation.name': 'find', 'db.collection.name': 'tasks' });
  });

  expect(spanNamed(spans.all, 'find_tasks').attributes).toEqual({
    'http.request.method': 'GET',
    'http.method': 'GET',
    'http.response.status_code': 200,
    'http.status_code': 200,
    'db.system.name': 'sqlite',
    'db.system': 'sqlite',
    'db.operation.name': 'find',
    'db.operation': 'find',
    'db.collection.name': 'tasks',
    'db.collection': 'tasks',
  });
});
