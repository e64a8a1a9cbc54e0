/**
 * Text as words that a full-text index keeps without understanding them: Chinese has no blanks, and
 * a part of a name must be found wherever it begins. Each character is a word, and each pair of
 * neighbours: two characters and more are looked up by their pairs, which are far less common.
 */
export type Field = 'name' | 'principal'

const LETTER: Readonly<Record<Field, string>> = { name: 'n', principal: 'p' }
const spellings = new Map<string, string>()

/** The words of a row's text, with blanks between. Lines of the text do not touch. */
export function wordsOf(field: Field, text: string): string {
  const letter = LETTER[field]
  let words = ''
  let before = ''
  for (const character of text) {
    const spelling = character === '\n' ? '' : spellingOf(character)
    if (spelling !== '') words += ` ${letter}x${spelling}`
    if (spelling !== '' && before !== '') words += ` ${letter}y${before}z${spelling}`
    before = spelling
  }
  return words
}

/**
 * The words a row must have to be worth a look. `exact`: it need not be looked at, the word decides.
 * Otherwise all pairs may be there without being neighbours of each other.
 */
export function wantedWords(
  field: Field,
  text: string,
): { readonly words: readonly string[]; readonly exact: boolean } {
  const all = wordsOf(field, text).split(' ').slice(1)
  const pairs = [...new Set(all.filter((word) => word[1] === 'y'))]
  return { words: pairs.length > 0 ? pairs : all, exact: [...text].length <= 2 }
}

/** One word for each state. */
export function stateWord(state: string): string {
  return `s${state.toLowerCase().replaceAll('_', '')}`
}

/** ASCII letters and digits, which no tokenizer takes apart. */
function spellingOf(character: string): string {
  const known = spellings.get(character)
  if (known !== undefined) return known
  const spelling = character.codePointAt(0)!.toString(36)
  spellings.set(character, spelling)
  return spelling
}
