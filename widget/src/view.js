/** What is to be shown -> the widget's shadow tree. Text goes in as text, never as markup. */

import {createCard} from './card.js'
import {button, html, press} from './elements.js'
import {createBooks, createGlance} from './glance.js'
import {fill} from './messages.js'
import {createMood, feelings} from './mood.js'
import {createOthers} from './others.js'
import {onShow} from './state.js'
import {CSS} from './style.js'
import {createVoice} from './voice.js'

/** @import {Actions, Choice, Model} from './types' */

/** @typedef {ReturnType<typeof createView>} Look */
/** @typedef {ReturnType<typeof import('./form.js').createForm>} Form */
/** @typedef {typeof import('./later.js')} Later */
/** @typedef {Record<'mend' | 'leave' | 'turn' | 'undo', () => unknown>} Mirror */

/** The panel in its place: it never closes. @type {Form} */
const PLAIN = {
  openers: [],
  css: '',
  folds: false,
  readable: true,
  toggle() {},
  close() {},
  left() {},
  escape: () => false,
  show() {}
}

/**
 * Build the tree once; `show` brings it up to date.
 * @param {ShadowRoot} root
 * @param {Actions} actions
 */
export function createView(root, actions) {
  /** @type {Model} */
  let model
  /** @type {Later | null} */
  let later = null
  /** @type {ReturnType<Later['createMenu']> | null} */
  let menu = null
  const mood = createMood(byKey => ask(byKey))
  const more = press('more', byKey => menu?.toggle(more, choices(model, actions), byKey), '⋯')
  more.ariaHasPopup = 'menu'
  more.ariaExpanded = 'false'
  const books = createBooks()
  const others = createOthers(actions.look)
  const head = html('div', 'head', mood.chip, mood.need, books.list, html('span', 'end', mood.course, more))
  const card = createCard(actions)
  const glance = createGlance(actions.dismiss)
  const notice = html('span', 'notice')
  const mute = press('mute', actions.mute)
  const undo = button('undo', actions.undo)
  const quiet = html('div', 'quiet', notice, undo.button, mute)
  const stage = html('div', 'stage', card.card, glance.group)
  const body = html('div', 'body', stage, quiet)
  const panel = html('section', 'panel', others.list, head, body)
  const frame = html('div', 'frame', panel)
  /** @type {Form} */
  let form = PLAIN
  /** @type {ReturnType<Later['createFindings']> | null} */
  let findings = null
  const voice = createVoice()
  look(CSS)
  root.replaceChildren(frame, voice.element)
  // A pressed button must not take the caret out of the reply.
  root.addEventListener('mousedown', event => {
    if (event.target instanceof Element && event.target.closest('button, .item')) event.preventDefault()
  })
  root.addEventListener('keydown', event => {
    if (/** @type {KeyboardEvent} */ (event).key === 'Escape' && form.escape()) event.stopPropagation()
  })
  root.addEventListener('focusout', event => form.left(/** @type {FocusEvent} */ (event).relatedTarget))

  /** @param {string} css */
  function look(css) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets.push(sheet)
  }

  /** Let the agent say how they feel. @param {boolean} byKey */
  function ask(byKey) {
    const anchor = [mood.chip, ...form.openers].find(each => each.checkVisibility())
    if (anchor) menu?.toggle(anchor, feelings(model, actions.correct), byKey)
  }

  /** The page wants another form: what draws it is loaded then. */
  async function fold() {
    const {createForm} = await import('./form.js')
    if (form !== PLAIN) return
    form = createForm(frame, actions)
    root.prepend(...form.openers)
    look(form.css)
    show(model)
  }

  /** @param {Model} now */
  function show(now) {
    model = {...now, headline: later?.headline(now.mirror, now.words)}
    const {words, keys, mac, trouble} = model
    panel.ariaLabel = words.panel
    panel.lang = model.lang
    mood.show(model)
    books.show(model)
    others.show(model)
    const mirrored = findings?.show(model) ?? ''
    const takeover = glance.show(model)
    const offer = card.show(model)
    glance.group.hidden ||= Boolean(mirrored)
    card.card.hidden ||= Boolean(mirrored)
    books.list.toggleAttribute('data-told', !glance.group.hidden)
    more.ariaLabel = more.title = words.more
    more.style.visibility = choices(model, actions).length ? '' : 'hidden'
    const beside = Boolean(mirrored || takeover || offer)
    const told = trouble || model.notice.text
    quiet.hidden = beside && !told
    quiet.toggleAttribute('data-beside', beside)
    quiet.toggleAttribute('data-listening', !told)
    notice.textContent = told || words.listening
    mute.hidden = !model.notice.mute || beside
    mute.textContent = words.mute
    mute.ariaKeyShortcuts = keys.mute
    undo.button.hidden = !model.notice.undo
    undo.label(model.notice.undo, beside ? '' : keys.dismiss, mac)
    if (model.form !== 'panel' && form === PLAIN) fold()
    form.show(model)
    if (root.activeElement?.closest('[hidden]')) {
      root.querySelector(/** @type {'button'} */ ('.body button:not([hidden], [hidden] *)'))?.focus()
    }
    voice.say(model.conversation, {trouble: model.silent ? '' : trouble, notice: model.notice.text, mirrored, takeover, offer})
  }

  return {
    ask,
    show,
    get form() {
      return form
    },
    /** Close what lies over the page. */
    close() {
      menu?.close()
      form.close()
    },
    /** What no first card waits for is there. @param {Later} loaded @param {Mirror} mirror */
    complete(loaded, mirror) {
      later = loaded
      look(later.CSS)
      menu = later.createMenu()
      findings = later.createFindings(mirror)
      stage.append(findings.group)
      root.append(menu.menu)
      if (model) show(model)
    }
  }
}

/** What the small menu offers: no more cards of this kind, or of a muted one again. @param {Model} model @param {Actions} actions @returns {Choice[]} */
function choices({view, words, keys, mac}, {mute, wake}) {
  const card = onShow(view)
  const named = (/** @type {string} */ pattern, /** @type {string} */ kind) => fill(pattern, {kind: words.kinds[kind] ?? kind})
  const own = card ? [{label: named(words.muteKind, card.kind), chord: keys.mute, mac, act: mute}] : []
  const muted = view.rests.filter(({because}) => because === 'muted')
  return [...own, ...muted.map(({kind}) => ({label: named(words.wakeKind, kind), act: () => wake(kind)}))]
}
