// The course of a line as a strip: its stops in order from end to end, on a line dashed as on the map.

import {button, element} from '../dom.js';
import {ask, named} from './focus.js';

/** @import {Acts, Course, CourseStop} from '../types.d.ts' */
/** @typedef {Pick<Acts, 'select' | 'town'>} CourseActs */

/** Stops above which a narrow screen shows them one below the other. */
const FEW = 4;

/** @type {(stop: CourseStop, act: CourseActs, onlyTown: string) => HTMLElement} */
const nameOf = ({name, town, select}, act, onlyTown) => {
  if (town) {
    const link = named(
      button('town', name, () => act.town(town)),
      `stop:${town}`,
    );
    link.title = onlyTown;
    return link;
  }
  if (!select) return element('span', 'name', name);
  const link = button('link', name, event => {
    ask(link, select, event);
    act.select(select);
  });
  return named(link, `stop:${select}`);
};

/** @type {(stop: CourseStop, act: CourseActs, onlyTown: string) => HTMLElement} */
const stopOf = (stop, act, onlyTown) =>
  element(
    'li',
    stop.outside ? 'outside' : '',
    nameOf(stop, act, onlyTown),
    stop.below && element('small', '', stop.below),
  );

/**
 * The strip of a card.
 *
 * @type {(data: Course, act: CourseActs, onlyTown: string) => HTMLElement}
 */
export const course = ({title, mark, length, dash = '', stops, parts = []}, act, onlyTown) => {
  const head = element('h4', '', title, mark && element('span', 'mark', mark), length && element('small', '', length));
  head.ariaLevel = '3'; // below the card's title
  const list = element('ol', '', ...stops.map(stop => stopOf(stop, act, onlyTown)));
  const states = parts.length > 0 && element('ul', '', ...parts.map(part => element('li', '', part)));
  const many = stops.length > FEW ? 'many' : '';
  const section = element('section', `course ${many} ${dash ? 'dashed' : ''}`, head, list, states);
  const [on, off] = (dash || '1 0').split(' '); // without dashes: solid
  section.style.setProperty('--on', `${on}px`);
  section.style.setProperty('--period', `${Number(on) + Number(off)}px`);
  return section;
};
