// The card of the selected feature.

import {NARROW} from '../device.js';
import {button, element} from '../dom.js';
import {course} from './course.js';
import {ask, giveBack, keep, named, reveal, settle, take} from './focus.js';
import {chip, outsideLink, staleMark, takes} from './parts.js';
import {progress} from './progress.js';

/** @import {Acts, Card, CardRow, CardTexts, Mount, CardNote, Quote, SourceEntry, Town} from '../types.d.ts' */
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

// What a resident asks first: when it comes or since when it exists, or what it is.
/** @type {(words: Card['plain']) => HTMLElement} */
const plainWords = ({first, rest}) =>
  element('p', 'plain', element('strong', '', first), rest && ' ', rest && element('span', '', rest));

/** @type {(all: CardNote[], texts: CardTexts) => HTMLElement[]} */
const notes = (all, texts) => {
  /** @param {CardNote} note */
  const shown = note => element('p', `note ${note.tone ?? ''}`, note.text);
  const folded = all.filter(note => note.fold).map(shown);
  const open = all.filter(note => !note.fold).map(shown);
  if (folded.length === 0) return open;
  return [...open, element('details', 'more', element('summary', '', texts.details), ...folded)];
};

/** Characters of a quote above which a phone folds what the card rests on. */
const LONG_QUOTE = 120;

// The clauses and sources that a card rests on.
/** @type {(data: Card, act: CardActs) => HTMLElement[]} */
const basis = ({quotes, sources, texts}, act) => {
  const [first, ...others] = quotes.map(each => quotation(each, act, texts.read));
  const parts = first ? [first] : [];
  if (others.length > 0) parts.push(element('details', 'more', element('summary', '', texts.more_quotes), ...others));
  if (sources.length > 0) parts.push(sourceList(sources, texts));
  if (!NARROW.matches || !first || quotes[0].text.length <= LONG_QUOTE) return parts;
  return [element('details', 'more basis', element('summary', '', texts.basis), ...parts)];
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
  title.ariaLevel = '2'; // below the page's own heading
  const star = act.star?.(data.id);
  const chips = element('div', 'chips', ...data.chips.map(chip));
  const box = element('article', 'atlas-card', close, star, title, element('p', 'kind', data.kind), chips);
  box.dataset.id = data.id;
  box.ariaLabel = data.title;
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') shut();
  });
  box.style.setProperty('--theme', data.colour);
  box.append(plainWords(data.plain));
  if (data.course) box.append(course(data.course, act, texts.only_town));
  const passed = new Set(data.course?.stops.map(stop => stop.town));
  if (data.towns.some(({code}) => !passed.has(code))) box.append(townList(data.towns, texts, act));
  const files = data.takes?.length ? takes(data.takes) : null;
  const copy = data.link ? act.copy?.(data) : null;
  if (files || copy) box.append(element('div', 'away', files, copy));
  if (data.progress) box.append(progress(data.progress));
  /** @param {string | undefined} group */
  const rowsOf = group => data.rows.filter(row => row.group === group);
  if (rowsOf(undefined).length) box.append(definitions(rowsOf(undefined), act));
  for (const group of new Set(data.rows.map(row => row.group)))
    if (group) box.append(factGroup(group, rowsOf(group), texts, act));
  box.append(...notes(data.notes, texts), ...basis(data, act));
  if (data.reach && act.reach) box.append(reachSwitch(data.reach, act.reach));
  if (act.remarks) box.append(act.remarks(data));
  keep(root, () => root.replaceChildren(box));
  if (data.id === before) return;
  if (held) title.focus({preventScroll: true});
  reveal(root);
  take(box);
};
