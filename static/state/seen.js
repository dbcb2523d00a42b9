// What a reader sees at an address, without the page around it; Python's side is atlas/web/state/page_view.py.

import {parse, vocabulary, write} from './address.js';
import {select, shows} from './select.js';

/** @import {Chosen, Filtering, Narrowing, PageRules, Topic, TourStep} from '../types.d.ts' */

/** The fields of a filter that hold words to choose from. */
export const CHOICES = /** @type {const} */ (['towns', 'themes', 'statuses', 'industries', 'outcomes', 'chapters']);

/** The fields that decide which features show. */
export const NARROWING = /** @type {const} */ ([...CHOICES, 'year', 'off', 'on']);

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
 * The open step of a tour, on the page that has tours.
 *
 * @type {(data: Filtering, page: PageRules, chosen: Pick<Chosen, 'tour' | 'step'>) => TourStep | null}
 */
export const stepOf = ({tours}, page, {tour, step}) => {
  const steps = page.tours && tour ? tours[tour] : null;
  return steps?.[Math.min(Number(step ?? 1), steps.length) - 1] ?? null;
};

/**
 * The topic of a page, or of its open plate or step.
 *
 * @type {(data: Filtering, page: PageRules, chosen: Chosen) => Topic}
 */
export const topicOf = (data, page, chosen) => {
  const step = stepOf(data, page, chosen);
  if (step) return pageOf(data, step.page);
  const plate = plateOf(data, page, chosen);
  return plate ? data.plates[plate] : page;
};

/**
 * The filter that applies on a page: that of the open step, or the reader's own; a plate always shows its whole topic.
 *
 * @type {(data: Filtering, page: PageRules, chosen: Chosen) => Chosen}
 */
export const appliedOn = (data, page, chosen) => {
  const step = stepOf(data, page, chosen);
  if (step) return {...chosen, ...step.filter};
  return page.plates || page.tours ? {...chosen, ...NO_CHOICE} : chosen;
};

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
 * What a link to another page takes along: the filter, and the selected feature if that page shows it; not a search,
 * whose results would stand in place of the page. `empty` is a state in which nothing is chosen.
 *
 * @type {(page: PageRules, chosen: Chosen, empty: Chosen, place: {layer: string, kind: string} | null) => Chosen}
 */
export const carriedTo = (page, chosen, empty, place) => {
  const {search, clause, plate, tour, step, spot, tool, shape, buffer_m, against, shade} = empty;
  const carried = {...chosen, search, clause, plate, tour, step, spot, tool, shape, buffer_m, against, shade};
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
  const {listed, ...found} = select(data, topicOf(data, page, chosen), appliedOn(data, page, chosen));
  const ids = listed.map(({feature}) => feature.id);
  return {...found, ids, selected: chosen.selected, problems, query: write(words, chosen, lang)};
};
