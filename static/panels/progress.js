// What had become of a project, and its milestones: promised and reached, the newest last.

import {element} from '../dom.js';
import {staleMark} from './parts.js';

/** @import {HistoryRow, Progress} from '../types.d.ts' */

/** The most rows that are shown unfolded. */
const FEW = 5;

/** @type {(row: HistoryRow, replaced: string) => HTMLElement} */
const historyRow = (row, replaced) => {
  const text = element(row.replaced ? 's' : 'span', '', row.text);
  const below = [row.replaced && replaced, row.basis].filter(Boolean).join(' · ');
  const body = element('div', '', text, below && element('small', '', below), staleMark(row));
  // a date is one word, not broken at its hyphens
  const words = row.date.split(' ').flatMap((word, place) => [place > 0 && ' ', element('span', '', word)]);
  return element('li', row.replaced ? 'replaced' : '', element('div', 'date', ...words), body);
};

/**
 * The section of a card on a project's progress.
 *
 * @param {Progress} data
 */
export const progress = ({colour, sentence, as_of: asOf, rows, texts}) => {
  const words = sentence && element('p', '', sentence, asOf && element('small', '', ` · ${asOf}`));
  const list = element('ol', '', ...rows.map(row => historyRow(row, texts.replaced)));
  const folded = rows.length > FEW && element('details', '', element('summary', '', texts.many), list);
  const history = folded || (rows.length > 0 && list);
  const section = element(
    'section',
    'progress',
    Object.assign(element('h4', '', texts.title), {ariaLevel: '3'}),
    words,
    history,
  );
  section.style.setProperty('--outcome', colour);
  return section;
};
