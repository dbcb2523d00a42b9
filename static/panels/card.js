// The card of the selected feature.

import {button, element} from '../dom.js';
import {ask, giveBack, keep, named, reveal, settle, take} from './focus.js';
import {chip, outsideLink, staleMark, takes} from './parts.js';
import {progress} from './progress.js';

/** @import {Acts, Card, CardRow, CardTexts, Mount, Quote, SourceEntry, Town} from '../types.d.ts' */
/** @typedef {Omit<Acts, 'read'> & Partial<Acts>} CardActs without `read`, clauses are no links */

/** @type {(row: CardRow, act: CardActs) => HTMLElement} */
const definition = (row, act) => {
  const {select, value, basis} = row;
  if (!select) return element('dd', '', value, basis && element('small', '', basis), staleMark(row));
  const link = button('link', value, event => {
    ask(link, select, event);
    act.select(select);
  });
  return element('dd', '', named(link, `see:${select}`));
};

/** @type {(rows: CardRow[], act: CardActs) => HTMLElement} */
const definitions = (rows, act) =>
  element('dl', '', ...rows.flatMap(row => [element('dt', '', row.label), definition(row, act)]));

// Rows of one group, folded, with their number and how many are due.
/** @type {(group: string, rows: CardRow[], texts: CardTexts, act: CardActs) => HTMLElement} */
const factGroup = (group, rows, texts, act) => {
  const due = rows.filter(row => staleMark(row)).length;
  const [only] = rows;
  const single = rows.length === 1 && only.label === group;
  const title = single ? group : texts.facts.replace('{group}', group).replace('{n}', String(rows.length));
  const mark = due > 0 && element('span', 'stale', texts.due.replace('{n}', String(due)));
  const body = single ? element('p', '', only.value) : definitions(rows, act);
  return element('details', 'facts', element('summary', '', title, mark), body);
};

// A sentence of the plan, with the clause that it stands in; the clause is a link where the text can be read.
/** @type {(quote: Quote, act: CardActs, label: string) => HTMLElement} */
const quotation = ({id, clause, relation, text}, act, label) => {
  const sentence = element('p', '', text);
  sentence.lang = 'zh-CN';
  /** @type {HTMLElement} */
  let link = element('span', '', clause);
  const {read} = act;
  if (read) {
    link = named(
      button('link', clause, () => read(id)),
      `quote:${id}`,
    );
    link.title = label;
  }
  return element('blockquote', '', sentence, element('footer', '', link, ` · ${relation}`));
};

/** @type {(towns: Town[], texts: CardTexts, act: CardActs) => HTMLElement} */
const townList = (towns, texts, act) => {
  const buttons = towns.map(({code, name}) => {
    const town = named(
      button('town', name, () => act.town(code)),
      `town:${code}`,
    );
    town.title = texts.only_town;
    return town;
  });
  return element('div', 'towns', texts.towns && element('span', 'label', texts.towns), ...buttons);
};

/** @type {(sources: SourceEntry[], texts: CardTexts) => HTMLElement} */
const sourceList = (sources, texts) => {
  const items = sources.map(({title, url, meta}) =>
    element('li', '', outsideLink('', title, url), meta && element('small', '', ` ${meta}`)),
  );
  return element('details', 'sources', element('summary', '', texts.sources), element('ul', '', ...items));
};

/** @type {(text: string, reach: {on: boolean, toggle: () => void}) => HTMLElement} */
const reachSwitch = (text, {on, toggle}) => {
  const node = named(button('reach', text, toggle), 'reach');
  node.setAttribute('aria-pressed', String(on));
  return node;
};

/**
 * Show a card in `root`, or none where the data has no id.
 *
 * @type {(root: Mount, data: Card | {id: null}, act: CardActs) => void}
 */
export const card = (root, data, act) => {
  root.classList.add('atlas-panel');
  const before = root.shownId;
  const held = root.contains(document.activeElement);
  root.shownId = data.id;
  if (!data.id) {
    root.replaceChildren();
    if (held) giveBack(before);
    else if (before) settle();
    return;
  }
  const {texts} = data;
  const shut = () => {
    act.close();
    giveBack(data.id);
  };
  const close = named(button('close', '×', shut), 'close');
  close.title = texts.close;
  close.setAttribute('aria-label', texts.close);
  const title = named(element('h3', '', data.title), 'title');
  title.tabIndex = -1;
  const star = act.star?.(data.id);
  const chips = element('div', 'chips', ...data.chips.map(chip));
  const box = element('article', 'atlas-card', close, star, title, element('p', 'kind', data.kind), chips);
  box.dataset.id = data.id;
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') shut();
  });
  box.style.setProperty('--theme', data.colour);
  if (data.towns.length) box.append(townList(data.towns, texts, act));
  if (data.takes?.length) box.append(takes(data.takes));
  if (data.progress) box.append(progress(data.progress));
  /** @param {string | undefined} group */
  const rowsOf = group => data.rows.filter(row => row.group === group);
  if (rowsOf(undefined).length) box.append(definitions(rowsOf(undefined), act));
  for (const group of new Set(data.rows.map(row => row.group)))
    if (group) box.append(factGroup(group, rowsOf(group), texts, act));
  for (const note of data.notes) box.append(element('p', `note ${note.tone ?? ''}`, note.text));
  const [first, ...others] = data.quotes.map(each => quotation(each, act, texts.read));
  if (first) box.append(first);
  if (others.length) box.append(element('details', 'more', element('summary', '', texts.more_quotes), ...others));
  if (data.sources.length) box.append(sourceList(data.sources, texts));
  if (data.reach && act.reach) box.append(reachSwitch(data.reach, act.reach));
  if (act.remarks) box.append(act.remarks(data));
  keep(root, () => root.replaceChildren(box));
  if (data.id === before) return;
  if (held) title.focus({preventScroll: true});
  reveal(root);
  take(box);
};
