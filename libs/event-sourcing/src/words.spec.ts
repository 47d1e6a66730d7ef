import { expect, it } from '@jest/globals';
import { wordsIn, wordsOf } from './words.js';

it.each([
  ['One two, ONE!', ['one', 'two']],
  ['Crème brûlée', ['creme', 'brulee']],
  ['e\u0301 é', ['e']],
  ['ﬁne Ⅳ ½', ['fine', 'iv', '1', '2']],
  ['İstanbul', ['istanbul']],
  ['don’t foo_bar x-1', ['don', 't', 'foo', 'bar', 'x', '1']],
  ['дом 東京 𝒜', ['дом', '東京', 'a']],
  ['', []],
  ['… \u0301 🎉', []],
  ['\ud800a\udc00', ['a']],
])('%j has the words %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

it('cuts a long word, by characters and not in the middle of one', () => {
  const [word = ''] = wordsOf('\u{20000}'.repeat(100));

  expect([...word]).toHaveLength(64);
  expect(wordsOf(`${'a'.repeat(100)} ${'a'.repeat(64)}`)).toEqual(['a'.repeat(64)]);
});

it('a document has the words of its text fields alone, whatever else they hold', () => {
  const note = { title: 'One', body: null, tags: ['two'], kind: 'three' };

  expect(wordsIn({ text: ['title', 'body', 'tags'] }, note)).toEqual(['one']);
  expect(wordsIn({}, note)).toEqual([]);
});
