// How well a query fits the names of towns and features: as atlas/store/search_match.py and Index.suggest of
// atlas/store/search.py.

/** @import {SearchData, SearchEntry, SearchNames} from '../types.d.ts' */
/** @typedef {{text: string, words: string[]}} Query */

const BELONGS = 56; // score of a word that fits what an entry belongs to
const MEANT = 12; // what that adds to a name that fits
const SHORTEST = 2; // characters of each of the two that a word is taken apart into
const TAKEN_APART = 10; // how much less they count
const LONGEST = 16; // of a word that is taken apart

const LATIN = /^[a-z0-9 '.-]+$/;
const CHINESE = /^[\u3400-\u9fff]+$/;
const BETWEEN = /[\s、，,;；。？?！!/]+/; // prettier-ignore

/** @param {string} text */
const fold = text =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s"“”'‘’《》]+/g, '');

/** @param {string} word */
const lettersOf = word => word.replace(/[^a-z0-9]/g, '');

/**
 * A query as it is compared; words that name nothing are left out where others remain.
 *
 * @type {(data: SearchData, query: string) => Query}
 */
const read = ({idle, longest}, query) => {
  const text = [...query].slice(0, longest).join('').normalize('NFKC').toLowerCase().trim();
  const every = text.split(BETWEEN).filter(word => fold(word));
  const names = new Set(idle);
  let words = every.filter(word => !names.has(word));
  const phrases = [...names].filter(phrase => CHINESE.test(phrase)).sort((a, b) => b.length - a.length);
  for (const phrase of phrases) words = words.flatMap(word => word.split(phrase).filter(part => part));
  return {text, words: words.length ? words : every};
};

// Whether a word of an English name begins with a word.
/** @type {(name: string, word: string) => boolean} */
const beginsAWord = (name, word) => {
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1))
    if (at === 0 || !/[a-z]/.test(name[at - 1])) return true;
  return false;
};

// How well letters fit pinyin, whole or initials, from any syllable on.
/** @type {(spelt: string, letters: string) => number} */
const pinyin = (spelt, letters) => {
  const syllables = spelt.split(' ');
  const initials = syllables.map(part => part[0]).join('');
  for (let start = 0; start < syllables.length; start += 1) {
    if (syllables.slice(start).join('').startsWith(letters)) return start === 0 ? 70 : 62;
    if (initials.slice(start).startsWith(letters)) return start === 0 ? 66 : 58;
  }
  return 0;
};

// How well a word fits a name: best if it is all of it, or its beginning.
/** @type {(names: SearchNames, word: string) => number} */
const fitName = ([chinese, english, spelt], word) => {
  const wanted = fold(word);
  if (!wanted) return 0;
  const [size, scores] = [[...wanted].length, [0]];
  for (const name of chinese) {
    const start = name.indexOf(wanted);
    const share = size / [...name].length;
    if (start >= 0) scores.push(share === 1 ? 100 : (start === 0 ? 88 : 78) + 8 * share);
  }
  if (LATIN.test(word)) {
    for (const name of english) if (beginsAWord(name, word)) scores.push(name.startsWith(word) ? 76 : 72);
    const letters = lettersOf(word);
    if (letters.length > 1) scores.push(...spelt.map(one => pinyin(one, letters)));
  }
  return Math.max(...scores);
};

// Whether a name of a category, town or everyday word begins with a word.
/** @type {(names: SearchNames, word: string) => boolean} */
const means = ([chinese, english, spelt], word) => {
  const wanted = fold(word);
  if (!wanted) return false;
  if (chinese.some(name => name.startsWith(wanted))) return true;
  if (!LATIN.test(word)) return false;
  if (english.some(name => beginsAWord(name, word))) return true;
  const letters = lettersOf(word);
  return letters.length > 1 && spelt.some(one => pinyin(one, letters) >= 66);
};

/**
 * What a query fits, the best first.
 *
 * @type {(data: SearchData, query: string) => SearchEntry[]}
 */
export const match = (data, query) => {
  const {text, words} = read(data, query);
  /** @type {Map<string, Set<number>>} */
  const known = new Map();
  /** @param {string} word */
  const meant = word => {
    const found = known.get(word) ?? new Set(data.groups.flatMap((names, key) => (means(names, word) ? [key] : [])));
    known.set(word, found);
    return found;
  };

  /** @type {(entry: SearchEntry, word: string) => number} */
  const whole = ({names, belongs}, word) => {
    const [named, groups] = [fitName(names, word), meant(word)];
    if (!belongs.some(key => groups.has(key))) return named;
    return named ? Math.min(100, named + MEANT) : BELONGS;
  };

  /** @type {(entry: SearchEntry, word: string) => number} */
  const bestOf = (entry, word) => {
    let best = whole(entry, word);
    if (best || !CHINESE.test(word) || word.length > LONGEST) return best;
    for (let cut = SHORTEST; cut <= word.length - SHORTEST; cut += 1) {
      const left = whole(entry, word.slice(0, cut));
      const right = left && whole(entry, word.slice(cut));
      if (right) best = Math.max(best, (left + right) / 2 - TAKEN_APART);
    }
    return best;
  };

  /** @param {SearchEntry} entry */
  const fit = entry => {
    const best = bestOf(entry, text);
    if (!words.length || (words.length === 1 && words[0] === text)) return best;
    const scores = words.map(word => bestOf(entry, word));
    if (Math.min(...scores) === 0) return best;
    return Math.max(best, scores.reduce((sum, one) => sum + one, 0) / scores.length);
  };

  return data.entries
    .map((entry, place) => ({entry, place, score: fit(entry)}))
    .filter(({score}) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({entry}) => entry);
};
