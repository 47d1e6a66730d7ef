/** Longer words are cut: what is searched for is shorter. */
const LONGEST_WORD = 64;

/**
 * Words of a text as searches compare them: without case and accents, each once, in their order. Letters and digits
 * make a word, whatever the script.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map(shortened))];
}

/** Nearly all words are short, and to take one apart costs more than to find it. */
function shortened(word: string): string {
  return word.length <= LONGEST_WORD ? word : [...word].slice(0, LONGEST_WORD).join('');
}

/** By which a search finds a document; none where its model has no text. */
export function wordsIn<Document>(
  { text = [] }: { readonly text?: readonly (keyof Document)[] },
  document: Document,
): string[] {
  const texts = text.map((field) => document[field]).filter((value) => typeof value === 'string');
  return wordsOf(texts.join('\n'));
}
