// The state in an address: query parameters ↔ what is chosen. The parameters and their values come from Python, which
// reads them the same way: atlas/web/state/url_query.py.

/** @import {Chosen, Lang, Limits, Parameter, Parsed, Vocabulary} from '../types.d.ts' */

const SPOT = /^(\d{1,3}(?:\.\d{1,12})?),(\d{1,2}(?:\.\d{1,12})?)$/;
const PAIR = /^([\w-]+):(\d{1,6})$/;
const METRES = /^\d{1,6}$/;
const SHAPE = /^(?:polygon|line):[\d.,;|/]+$/;
const OF_STREAMLIT = ['embed', 'embed_options'];

/** @typedef {{value: unknown, whole: boolean}} Read a value, and whether all of its text is valid */

/** @type {(text: string, extent: number[]) => [number, number] | null} */
const spot = (text, [west, south, east, north]) => {
  const [, lon, lat] = SPOT.exec(text)?.map(Number) ?? [];
  const near = lon >= west && lon <= east && lat >= south && lat <= north;
  return near ? [Number(lon.toFixed(6)), Number(lat.toFixed(6))] : null;
};

/** @type {(parameter: Parameter, text: string, valid: Set<string>, limits: Limits) => Read} */
const items = ({form, most}, text, valid, limits) => {
  const found = text
    .split(',')
    .filter(item => item)
    .slice(0, most || limits.items);
  const good = [...new Set(found.filter(item => valid.has(item)))];
  const whole = good.length === new Set(found).size;
  if (form === 'one') return {value: good[0] ?? null, whole: whole && good.length < 2};
  return {value: form === 'sorted' ? good.sort() : good, whole};
};

// Pairs of a value and a number, each value once.
/** @type {(parameter: Parameter, text: string, valid: Set<string>, limits: Limits) => Read} */
const pairs = ({most}, text, valid, limits) => {
  const found = text
    .split(',')
    .filter(item => item)
    .slice(0, limits.items);
  /** @type {Map<string, number>} */
  const good = new Map();
  for (const item of found) {
    const [, name, number] = PAIR.exec(item) ?? [];
    if (valid.has(name) && Number(number) <= most && !good.has(name)) good.set(name, Number(number));
  }
  return {value: [...good].sort(([one], [other]) => (one < other ? -1 : 1)), whole: good.size === found.length};
};

/** @type {(parameter: Parameter, text: string, valid: Set<string>, limits: Limits) => Read} */
const read = (parameter, text, valid, limits) => {
  const empty = text === '';
  switch (parameter.form) {
    case 'text':
      return {value: text.trim().slice(0, limits.search), whole: true};
    case 'spot': {
      const value = spot(text, limits.extent);
      return {value, whole: empty || value !== null};
    }
    case 'shape': {
      const fits = SHAPE.test(text) && text.length <= limits.shape; // Python looks closer, and says what is wrong
      return {value: fits ? text : '', whole: empty || fits};
    }
    case 'metres': {
      const fits = METRES.test(text) && Number(text) <= limits.metres;
      return {value: fits ? Number(text) : 0, whole: empty || fits};
    }
    case 'pairs':
      return pairs(parameter, text, valid, limits);
    default:
      return items(parameter, text, valid, limits);
  }
};

/** @type {(parameter: Parameter, value: unknown) => string} */
const textOf = ({form, default: usual}, value) => {
  if (form === 'list') return /** @type {string[]} */ (value).join();
  if (form === 'pairs') return /** @type {[string, number][]} */ (value).map(pair => pair.join(':')).join();
  if (form === 'sorted') return [.../** @type {string[]} */ (value)].sort().join();
  if (form === 'spot') return value ? /** @type {number[]} */ (value).map(degrees => degrees.toFixed(6)).join() : '';
  return !value || value === usual ? '' : String(value);
};

/**
 * Read the query of an address; values that do not exist are left out, and their parameters named as problems.
 *
 * @type {(words: Vocabulary, query: string | URLSearchParams) => Parsed}
 */
export const parse = (words, query) => {
  const given = new Map(new URLSearchParams(query)); // of equal names the last one counts, as in Python
  /** @type {string[]} */
  const problems = [];
  /** @type {Record<string, unknown>} */
  const found = {};
  for (const parameter of words.grammar) {
    const {name, field, values, default: usual} = parameter;
    const valid = words.sets[values] ?? new Set();
    const {value, whole} = read(parameter, given.get(name) ?? '', valid, words.limits);
    if (!whole) problems.push(name);
    found[field] = value ?? (usual || null);
  }
  const id = /** @type {string | null} */ (found.selected);
  if (id) found.selected = words.ids[id] ?? id;
  const known = new Set([...words.known, ...OF_STREAMLIT]);
  if ([...given.keys()].some(name => !known.has(name))) problems.push('other');
  const {lang, ...chosen} = found;
  return {chosen: /** @type {Chosen} */ (/** @type {unknown} */ (chosen)), lang: /** @type {Lang} */ (lang), problems};
};

/**
 * The query of an address, without the question mark; the inverse of `parse`.
 *
 * @type {(words: Vocabulary, chosen: Chosen, lang: Lang) => string}
 */
export const write = (words, chosen, lang) => {
  const state = /** @type {Record<string, unknown>} */ ({...chosen, lang});
  const query = new URLSearchParams();
  for (const parameter of words.grammar) {
    const text = textOf(parameter, state[parameter.field]);
    if (text) query.set(parameter.name, text);
  }
  return String(query);
};

/**
 * What addresses may name, from Python's data.
 *
 * @type {(data: Omit<Vocabulary, 'sets'> & {values: Record<string, string[]>}) => Vocabulary}
 */
export const vocabulary = ({grammar, known, limits, ids, values}) => ({
  grammar,
  known,
  limits,
  ids,
  sets: Object.fromEntries(Object.entries(values).map(([name, list]) => [name, new Set(list)])),
});
