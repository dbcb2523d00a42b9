// Two to four sites side by side: a table with a column a site, and small maps at one scale. Python has put all into
// words; what is better is decided here, since it depends on which sites stand beside each other.

import {button, element, svg} from '../dom.js';
import {keep, named} from '../panels/focus.js';
import {isDue} from '../panels/parts.js';
import {item} from '../panels/sections.js';
import {better} from './better.js';

/** @import {ComparedActs, ComparedRow, ComparedSite, SiteColumns} from '../types.d.ts' */

/** @type {(data: SiteColumns, ids: string[], row: ComparedRow, act: ComparedActs) => HTMLElement} */
const bodyRow = ({sites, texts}, ids, {key, label, sense}, act) => {
  const cells = ids.map(id => sites[id].cells[key]);
  const due = cells.some(cell => cell?.items.some(isDue));
  const best = due ? -1 : better(cells, sense);
  const nodes = cells.map((cell, place) => {
    const items = (cell?.items ?? [{text: texts.unknown}]).map(each => item(act, each));
    const node = element('td', cell ? '' : 'none', element('ul', '', ...items));
    if (place === best) {
      node.classList.add('better');
      node.append(element('span', 'mark', texts.better));
    }
    return node;
  });
  const head = element('th', '', label);
  head.scope = 'row';
  return element('tr', '', head, ...nodes);
};

// What is known of none of the sites is named in one row; what few sites have is left out there.
/** @type {(data: SiteColumns, ids: string[], rows: ComparedRow[], act: ComparedActs) => HTMLElement[]} */
const bodyRows = (data, ids, rows, act) => {
  const {texts, sites} = data;
  /** @param {ComparedRow} row */
  const isTold = ({key}) => ids.some(id => sites[id].cells[key]);
  const nodes = rows.filter(isTold).map(row => bodyRow(data, ids, row, act));
  const unknown = rows.filter(row => row.always && !isTold(row)).map(({label}) => label);
  if (!unknown.length) return nodes;
  const head = element('th', '', texts.none);
  head.scope = 'row';
  const names = element('td', 'none', unknown.join(texts.joiner));
  names.colSpan = ids.length;
  return [...nodes, element('tr', '', head, names)];
};

/** @type {(site: ComparedSite, data: SiteColumns) => Node} */
const sketchOf = ({sketch, map: label}, {texts, scale}) => {
  if (!sketch) return element('p', 'no-map', texts.no_place);
  const {half, bar} = scale;
  const lines = sketch.paths.map(([kind, d]) => svg('path', {class: kind, d}));
  const points = sketch.points.map(([kind, x, y]) => svg('circle', {class: kind, cx: x, cy: y, r: half / 26}));
  const ring = sketch.ring && svg('circle', {class: 'ring', cx: 0, cy: 0, r: sketch.ring});
  const [left, foot] = [-half * 0.92, half * 0.88];
  const edge = half / 24;
  const barPath = `M${left} ${foot - edge}V${foot}H${left + bar}V${foot - edge}`;
  const text = svg('text', {x: left + bar / 2, y: foot - edge * 1.5, 'font-size': half / 9, 'text-anchor': 'middle'});
  text.textContent = texts.bar;
  const over = [...(ring ? [ring] : []), ...points, svg('path', {class: 'bar', d: barPath}), text];
  const map = svg('svg', {viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, role: 'img'}, ...lines, ...over);
  map.setAttribute('aria-label', label);
  return map;
};

/** @type {(site: ComparedSite, id: string, act: ComparedActs) => HTMLElement} */
const headCell = ({name, kind, drop: label}, id, act) => {
  const drop = named(
    button('drop', '×', () => act.drop(id)),
    `uncompare:${id}`,
  );
  drop.title = label;
  drop.setAttribute('aria-label', drop.title);
  const link = named(
    button('link', name, () => act.select(id)),
    `compared:${id}`,
  );
  const head = element(
    'th',
    '',
    element('div', 'acts', act.star(id), drop),
    element('div', 'name', link, element('small', '', kind)),
  );
  head.scope = 'col';
  return head;
};

/**
 * Show sites side by side in `root`.
 *
 * @type {(root: HTMLElement, data: SiteColumns, ids: string[], act: ComparedActs) => void}
 */
export const comparison = (root, data, ids, act) => {
  const {texts, groups, sites} = data;
  root.classList.add('atlas-panel');
  const close = named(button('close', `× ${texts.close}`, act.close), 'close-comparison');
  const title = named(element('h2', '', texts.title), 'comparison');
  title.tabIndex = -1;
  const corner = element('td', '', '');
  const heads = element('tr', '', corner, ...ids.map(id => headCell(sites[id], id, act)));
  const mapHead = element('th', '', texts.maps);
  mapHead.scope = 'row';
  const maps = ids.map(id => element('td', 'sketch', sketchOf(sites[id], data)));
  const body = [element('tbody', '', element('tr', '', mapHead, ...maps))];
  for (const {title: name, rows} of groups) {
    const told = bodyRows(data, ids, rows, act);
    if (!told.length) continue;
    const head = element('th', '', name);
    head.scope = 'rowgroup';
    head.colSpan = ids.length + 1;
    body.push(element('tbody', '', element('tr', 'group', head), ...told));
  }
  const table = element('table', `sites-${ids.length}`, element('thead', '', heads), ...body);
  const scroller = element('div', 'scroller', table);
  Object.assign(scroller, {tabIndex: 0});
  scroller.setAttribute('role', 'region');
  scroller.setAttribute('aria-label', texts.title);
  const explained = table.querySelector('.better') ? ['better_note', 'zones_note'] : [];
  const notes = ['maps_note', ...explained].map(key => element('p', '', texts[key]));
  const legend = element('details', 'notes', element('summary', '', texts.notes), ...notes);
  const box = element('section', 'atlas-comparison', element('header', '', title, close), scroller, legend);
  const left = root.querySelector('.scroller')?.scrollLeft ?? 0;
  keep(root, () => root.replaceChildren(box));
  scroller.scrollLeft = left;
};
