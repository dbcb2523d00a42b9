// The dialog in which a reader reports an error or gives an opinion about a feature: it says where the text goes, and
// offers what this server allows.

import {TOUCH} from '../device.js';
import {button, element} from '../dom.js';
import {copy, openDialog, statusLine, textBox} from './dialog.js';

/** @import {Card, RemarkKind, RemarkWays, Subject, TextOf} from '../types.d.ts' */
/** @import {Feedback} from '../panels/feedback.js' */
/** @typedef {{kind: RemarkKind, text: string}} Draft */

const PATIENCE = 20000; // ms for the server to answer
// Windows gives mail programs no longer address; a Chinese character takes nine of it.
const LONGEST_MAIL = TOUCH ? 16000 : 2000;
/** @type {RemarkKind[]} */
const KINDS = ['place', 'state', 'text', 'other'];

/** @type {(ways: RemarkWays, text: TextOf) => HTMLElement} */
const whither = ({send, email}, text) => {
  const mail = email && text(send ? 'feedback.or_mail' : 'feedback.to_mail', {address: email});
  const words = [send && text('feedback.to_server'), mail, !send && !email && text('feedback.to_nobody')];
  return element('div', 'whither', ...words.map(said => said && element('p', '', said)));
};

/** @type {(text: TextOf, chosen: RemarkKind, take: (kind: RemarkKind) => void) => HTMLElement} */
const kindChoice = (text, chosen, take) =>
  element(
    'fieldset',
    '',
    element('legend', '', text('feedback.kinds')),
    ...KINDS.map(kind => {
      const radio = element('input');
      Object.assign(radio, {type: 'radio', name: 'atlas-kind', value: kind, checked: kind === chosen});
      radio.addEventListener('change', () => take(kind));
      return element('label', 'kind', radio, text(`feedback.kind_${kind}`));
    }),
  );

/** @type {(subject: Subject, draft: Draft, version: string, text: TextOf) => {subject: string, body: string}} */
const written = ({id, name, href}, draft, version, text) => {
  const kind = text(`feedback.kind_${draft.kind}`);
  const values = {id, name, kind, version, link: href, text: draft.text};
  return {subject: text('feedback.mail_subject', values), body: text('feedback.mail_body', values)};
};

/** @type {(address: string, letter: {subject: string, body: string}) => string} */
const mailto = (address, {subject, body}) =>
  `mailto:${address}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replace(/\n/g, '\r\n'))}`;

/** @type {(url: string, remark: object) => Promise<{id: number} | string>} what went wrong, or the number */
const post = async (url, remark) => {
  const answer = await fetch(new URL(url, document.baseURI), {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(remark),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.ok) return answer.json();
  return answer.headers.get('content-type')?.startsWith('text/plain') ? answer.text() : '';
};

/**
 * Open the dialog.
 *
 * @type {(feedback: Feedback, opinion: boolean, subject: Subject) => void}
 */
export const openRemark = (feedback, opinion, subject) => {
  const {ways, text, lang} = feedback;
  const {id, name} = subject;
  const key = `${opinion}:${id}`;
  /** @type {Draft} */
  const draft = feedback.drafts.get(key) ?? {kind: opinion ? 'opinion' : 'place', text: ''};
  feedback.drafts.set(key, draft); // what is written survives Esc

  const {node: line, say} = statusLine();
  const label = text(opinion ? 'feedback.opinion_text' : 'feedback.error_text');
  const {node: box, field} = textBox(label, ways.most, draft.text, text);
  const letter = () => written(subject, draft, ways.version, text);
  const whole = () => `${letter().subject}\n${letter().body}`;
  /** @type {(act: () => void) => (event: Event) => void} */
  const withText = act => event => {
    if (draft.text.trim()) act();
    else {
      event.preventDefault();
      say(text('feedback.empty'), true);
      field.focus();
    }
  };

  const mail = ways.email && element('a', 'act', text('feedback.mail'));
  const tooLong = () => mailto(ways.email, letter()).length > LONGEST_MAIL;
  const changed = () => {
    if (!mail) return;
    const short = tooLong()
      ? written(subject, {...draft, text: text('feedback.mail_paste')}, ways.version, text)
      : null;
    mail.href = mailto(ways.email, short ?? letter());
  };
  if (mail)
    mail.addEventListener(
      'click',
      withText(() => {
        if (tooLong()) copy(whole(), say, text('feedback.mail_long'), text);
        else say(text('feedback.mail_opened'));
      }),
    );
  field.addEventListener('input', () => {
    draft.text = field.value;
    changed();
  });

  const send = ways.send && button('act', text('feedback.send'), () => {});
  const deliver = async () => {
    if (!send) return;
    send.disabled = true;
    say(text('feedback.sending'));
    const remark = {feature: id, kind: draft.kind, text: draft.text, lang, data: ways.version};
    /** @type {{id: number} | string} */
    let found = '';
    try {
      found = await post(`${ways.send}?lang=${lang}`, remark);
    } catch (error) {
      console.warn(error); // the reader is told below
    }
    send.disabled = false;
    if (typeof found === 'string') {
      say(found || text('feedback.failed'), true);
      return;
    }
    feedback.drafts.delete(key);
    const done = button('act main', text('feedback.close'), () => dialog.close());
    say(text('feedback.sent', {n: found.id}));
    form.replaceChildren(line, element('div', 'acts', done));
    done.focus();
  };
  if (send) send.addEventListener('click', withText(deliver));

  const keepIt = button(
    'act',
    text('feedback.keep'),
    withText(() => {
      dialog.close();
      feedback.openNote(subject, draft.text);
    }),
  );
  const copyIt = button(
    'act',
    text('feedback.copy'),
    withText(() => copy(whole(), say, text('feedback.copied'), text)),
  );
  const acts = [send, mail, keepIt, copyIt].filter(act => act instanceof HTMLElement);
  acts[0].classList.add('main');
  const choice =
    !opinion &&
    kindChoice(text, draft.kind, kind => {
      draft.kind = kind;
      changed();
    });
  changed();
  const form = element('div', 'form', whither(ways, text), choice, box, line, element('div', 'acts', ...acts));
  const title = text(opinion ? 'feedback.opinion_title' : 'feedback.error_title');
  const dialog = openDialog('remark', title, text('feedback.close'), element('p', 'subject', name), form);
  if (opinion || draft.text) field.focus();
};
