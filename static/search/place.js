// Where a found feature is shown: on the open page, else on that of its theme.

import {shows} from '../state/select.js';

/** @import {Browsing} from '../state/browsing.js' */

/**
 * Whether the open page shows a feature on its map.
 *
 * @type {(browsing: Browsing, id: string) => boolean}
 */
export const isShown = (browsing, id) => {
  const place = browsing.place(id);
  if (!place || browsing.page.mapless) return false;
  const {layers, hidden} = browsing.selection();
  if (!(place.layer in layers)) return false;
  const off = [...hidden].some(token => token === place.layer || token === `${place.layer}/${place.kind}`);
  return !off && (layers[place.layer]?.includes(place.ordinal) ?? true);
};

/**
 * The address at which a feature is selected and shown: its theme's page, with its legend entry on. The filter goes,
 * since it may exclude the feature; what an investor looks for and keeps stays.
 *
 * @type {(browsing: Browsing, id: string, theme: string) => string}
 */
export const addressOf = (browsing, id, theme) => {
  const {pages} = browsing.data;
  const page = pages.find(({own}) => own === theme) ?? pages[0];
  const themes = theme === page.own || theme === 'base' ? [] : [theme];
  const {want, needs, weights, shortlist, compared} = browsing.chosen;
  const chosen = {...browsing.empty, selected: id, themes, want, needs, weights, shortlist, compared};
  const place = browsing.place(id);
  const [layer, token] = place ? [place.layer, `${place.layer}/${place.kind}`] : ['', ''];
  const on = [[], [layer], [token], [layer, token]].find(
    tokens => place && shows(page, {...chosen, on: tokens}, layer, place.kind),
  );
  return browsing.link(page.key, {...chosen, on: on ?? []});
};
