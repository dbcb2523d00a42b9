// The list of towns: what the map is shaded by, its legend, and a large target for each town.

import {button, element} from '../dom.js';
import {named} from '../panels/focus.js';

/** @import {Lang, TownData, TownMeasure} from '../types.d.ts' */
/** @typedef {'value' | 'name'} Order */
/** @typedef {{shade: (key: string) => void, order: (order: Order) => void, town: (code: string) => void}} ListActs */

/**
 * A row of buttons of which one is pressed.
 *
 * @type {(className: string, title: string, options: {key: string, label: string}[], pressed: string,
 *   act: (key: string) => void) => HTMLElement}
 */
export const switchOf = (className, title, options, pressed, act) => {
  const node = element('div', `atlas-switch ${className}`);
  node.setAttribute('role', 'group');
  node.setAttribute('aria-label', title);
  for (const {key, label} of options) {
    const one = named(
      button('', label, () => act(key)),
      `${className}:${key}`,
    );
    one.dataset.key = key;
    one.setAttribute('aria-pressed', String(key === pressed));
    node.append(one);
  }
  return node;
};

/** @type {(measure: TownMeasure) => HTMLElement} */
const legend = ({title, classes, note}) => {
  const entries = classes.map(({colour, text}) => {
    const box = element('i');
    box.style.background = colour;
    return element('span', '', box, text);
  });
  return element(
    'div',
    'shade-legend',
    element('b', '', title),
    element('p', '', ...entries),
    element('small', '', note),
  );
};

/** @type {(data: TownData, measure: TownMeasure, order: Order, lang: Lang) => TownData['towns']} */
const sorted = ({towns}, measure, order, lang) => {
  const byName = [...towns].sort((one, other) => one.name.localeCompare(other.name, lang === 'zh' ? 'zh-CN' : 'en'));
  if (order === 'name') return byName;
  return [...towns].sort((one, other) => measure.towns[other.code].value - measure.towns[one.code].value);
};

/** @type {(town: TownData['towns'][number], measure: TownMeasure, act: ListActs) => HTMLElement} */
const townRow = ({code, name, counts}, measure, act) => {
  const {text, bar, place} = measure.towns[code];
  const fill = element('i');
  Object.assign(fill.style, {width: `${bar}%`, background: measure.classes[place].colour});
  const node = button('town-row', '', () => act.town(code));
  node.dataset.code = code;
  node.append(
    element('b', '', name),
    element('span', 'value', text),
    element('span', 'bar', fill),
    element('small', '', ...counts.flatMap((words, nth) => [nth > 0 && ' · ', element('span', '', words)])),
  );
  return element('li', '', named(node, `town:${code}`));
};

/**
 * The list of towns by a measure.
 *
 * @type {(data: TownData, measure: TownMeasure, order: Order, lang: Lang, text: (key: string) => string,
 *   act: ListActs) => HTMLElement}
 */
export const townList = (data, measure, order, lang, text, act) => {
  const {measures} = data;
  const shades = measures.map(({key, label}) => ({key, label}));
  const orders = [
    {key: 'value', label: text('townpage.by_measure')},
    {key: 'name', label: text('townpage.by_name')},
  ];
  const rows = sorted(data, measure, order, lang).map(town => townRow(town, measure, act));
  const list = element('ul', 'town-rows', ...rows);
  list.setAttribute('aria-label', text('townpage.list'));
  return element(
    'section',
    'town-list',
    element('h2', '', text('shade.title')),
    switchOf('shades', text('shade.title'), shades, measure.key, act.shade),
    legend(measure),
    switchOf('orders', text('townpage.sort'), orders, order, key => act.order(/** @type {Order} */ (key))),
    list,
  );
};
