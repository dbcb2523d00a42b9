// What a reader types → the kinds of production that it may mean.

/** @import {Want} from '../types.d.ts' */

const MOST = 7; // suggestions
const SHORTEST = 2; // characters of a term that a longer word may contain, as 轮胎 in 轮胎制造

/** @param {string} text */
const plain = text => text.toLowerCase().normalize('NFKC').trim();

/** @type {(text: string) => string[]} */
const split = text => plain(text).split(/[\s、，,;；/]+/).filter(word => word); // prettier-ignore

/** How well a term fits a word: equal, beginning with it, containing it, contained in it; 0: not at all. */
/** @type {(term: string, word: string) => number} */
const fit = (term, word) => {
  if (term === word) return 4;
  if (term.startsWith(word)) return 3;
  if (term.includes(word)) return 2;
  return term.length >= SHORTEST && word.includes(term) ? 1 : 0;
};

/** @type {(terms: string[], word: string) => number} */
const best = (terms, word) => Math.max(...terms.map(term => fit(term, word)));

// What begins with a word in pinyin, whole or initials: the Chinese word.
/** @type {(want: Want, word: string) => string} */
const bySpelling = ({spelt: known}, word) => {
  if (word.length < SHORTEST) return '';
  const found = known[word] ?? known[Object.keys(known).find(one => one.startsWith(word)) ?? ''];
  return found ?? '';
};

/** @type {(want: Want, word: string) => number} */
const spelt = (want, word) => (want.spelt[word] ? 3 : Number(bySpelling(want, word) !== ''));

/**
 * The kinds of production that a text may mean, the likeliest first: those of which more words fit, and fit better.
 * `by` is the term by which the first word is found, where the label does not show it.
 *
 * @type {(wants: Want[], text: string) => {want: Want, by: string}[]}
 */
export const suggest = (wants, text) => {
  const words = split(text);
  if (!words.length) return [];
  const found = wants.map((want, place) => {
    const terms = [want.label, ...want.words].map(plain);
    const whole = 2 * best([plain(want.label), ...terms], words.join(' '));
    const fits = words.map(word => best(terms, word) || spelt(want, word));
    const by = [want.label, ...want.words].find(term => fit(plain(term), words[0])) ?? bySpelling(want, words[0]);
    const score = whole + 8 * fits.filter(n => n > 0).length + fits.reduce((sum, n) => sum + n, 0);
    const named = fits.some(n => n > 0) || whole > 0;
    return {
      want,
      by: by === want.label || plain(want.label).includes(words[0]) ? '' : by,
      score: named ? score : 0,
      place,
    };
  });
  return found
    .filter(({score}) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .slice(0, MOST)
    .map(({want, by}) => ({want, by}));
};
