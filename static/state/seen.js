// What a reader sees at an address, without the page around it; Python's side is atlas/web/state/page_view.py.

import {parse, vocabulary, write} from './address.js';
import {select, shows} from './select.js';

/** @import {Chosen, Filtering, Narrowing, PageRules, Topic} from '../types.d.ts' */

/** The fields of a filter that hold words to choose from. */
export const CHOICES = /** @type {const} */ (['towns', 'themes', 'statuses', 'industries', 'outcomes', 'chapters']);

/** What is chosen if nothing is. */
export const NO_CHOICE = {
  towns: [],
  themes: [],
  statuses: [],
  industries: [],
  outcomes: [],
  chapters: [],
  year: null,
};

/**
 * The open plate, on a page with plates: the chosen one, else the first.
 *
 * @type {(data: Filtering, page: PageRules, chosen: Chosen) => string | null}
 */
export const plateOf = ({plates}, page, chosen) => (page.plates ? (chosen.plate ?? Object.keys(plates)[0]) : null);

/**
 * The topic of a page, or of its open plate.
 *
 * @type {(data: Filtering, page: PageRules, chosen: Chosen) => Topic}
 */
export const topicOf = (data, page, chosen) => {
  const plate = plateOf(data, page, chosen);
  return plate ? data.plates[plate] : page;
};

/**
 * The part of a filter that applies on a page: a plate always shows its whole topic.
 *
 * @type {(page: PageRules, chosen: Chosen) => Chosen}
 */
export const appliedOn = (page, chosen) => (page.plates ? {...chosen, ...NO_CHOICE} : chosen);

/**
 * The page with a key.
 *
 * @type {(data: Filtering, key: string) => PageRules}
 */
export const pageOf = ({pages}, key) => pages.find(page => page.key === key) ?? pages[0];

/**
 * Whether a filter excludes anything; the selection and what is switched on do not count.
 *
 * @type {(chosen: Omit<Narrowing, 'on'>) => boolean}
 */
export const narrows = ({year, off, ...choices}) =>
  year !== null || [off, ...CHOICES.map(key => choices[key])].some(words => words.length > 0);

/**
 * What a link to another page takes along: the filter, and the selected feature if that page shows it. `empty` is a
 * state in which nothing is chosen.
 *
 * @type {(page: PageRules, chosen: Chosen, empty: Chosen, place: {layer: string, kind: string} | null) => Chosen}
 */
export const carriedTo = (page, chosen, empty, place) => {
  const {clause, plate, spot, tool, shape, buffer_m, against, shade} = empty;
  const carried = {...chosen, clause, plate, spot, tool, shape, buffer_m, against, shade};
  return place && shows(page, chosen, place.layer, place.kind) ? carried : {...carried, selected: null};
};

/**
 * What a page shows at an address: the layers with the ordinals that pass, what is hidden, the ids that are listed, and
 * the address as it is written.
 *
 * @type {(data: Filtering, key: string, query: string) => {layers: Record<string, number[] | null>, hidden: string[],
 *   ids: string[], unticked: number, selected: string | null, problems: string[], query: string}}
 */
export const seenAt = (data, key, query) => {
  const words = vocabulary(data);
  const {chosen, lang, problems} = parse(words, query);
  const page = pageOf(data, key);
  const {listed, ...found} = select(data, topicOf(data, page, chosen), appliedOn(page, chosen));
  const ids = listed.map(({feature}) => feature.id);
  return {...found, ids, selected: chosen.selected, problems, query: write(words, chosen, lang)};
};
