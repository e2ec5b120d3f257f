/** Messages of the page around this one <-> `<agent-assist>`. docs/embedding/README.md has them all. */

import {chordsIn, stroke} from './chords.js'
import {newId} from './client.js'
import {AgentAssistElement} from './element.js'
import {Line} from './line.js'
import {languageOf} from './messages.js'
import {Tokens} from './tokens.js'

/** @import {Message} from './line.js' */
/** @typedef {{id: string, ok: boolean, reason: string}} Answer */

const CALL_AGAIN = 500
const PATIENCE = 3000
const MARGIN = 12
const ATTRIBUTES = ['conversation', 'lang', 'theme', 'form', 'words', 'server']
const CSS = `
  :root, body { margin: 0; background: none; }
  .says { margin: 6px 0 0; padding: 8px 12px; border: 1px solid #e0a96d; border-radius: 8px;
    font: 14px/1.4 system-ui, sans-serif; color: #5c2b00; background: #fff4e5; }
  .says:empty { display: none; }
`
/** What is said here of the page around. @type {Record<string, Record<string, string>>} */
const SAYS = {
  en: {
    conversation: 'Another conversation is open in the console. Nothing was inserted.',
    silent: 'The console did not answer. Read your reply before you send it.'
  },
  fr: {
    conversation: 'Une autre conversation est ouverte dans la console. Rien n’a été inséré.',
    silent: 'La console n’a pas répondu. Relisez votre réponse avant de l’envoyer.'
  }
}

/** One frame: what its host says sets the widget; what the widget wants is asked of its host. */
class Frame {
  /** @type {Map<string, (answer: {ok: boolean, reason: string}) => void>} */
  #asked = new Map()
  /** The insertion that may be taken back. */
  #inserted = ''
  #draft = ''
  /** The host has no place for the words: they are copied. */
  #copying = false
  #chords = ''
  #height = 0
  #says = document.createElement('p')
  #tokens = new Tokens(() => this.line.say('token-wanted'))
  #calling

  constructor() {
    this.assist = new AgentAssistElement()
    this.assist.setAttribute('server', socket())
    this.assist.token = () => this.#tokens.ask()
    this.#says.className = 'says'
    this.#says.setAttribute('role', 'status')
    this.line = new Line({
      peer: () => parent,
      opening: 'configure',
      hear: (type, message) => Object.hasOwn(this.#hears, type) && this.#hears[type]?.(message)
    })
    this.#calling = setInterval(() => this.line.call(), CALL_AGAIN)
    this.line.call()
    this.#listen()
  }

  /** @type {Record<string, (message: any) => void>} what the host says */
  #hears = {
    configure: message => this.#configure(message),
    token: ({token}) => {
      this.#tokens.give(String(token))
      if (this.assist.connection === 'signed-out') this.assist.token = () => this.#tokens.ask()
    },
    draft: ({text}) => (this.assist.draft = this.#draft = String(text)),
    inserted: ({id, ok, reason}) => this.#answer(String(id), {ok: ok === true, reason: reason === 'conversation' ? reason : ''}),
    key: ({chord}) => this.assist.dispatchEvent(stroke(String(chord)))
  }

  /** @param {Message} message */
  #configure({token, conversations, names, keys, ...message}) {
    clearInterval(this.#calling)
    const {assist} = this
    if (token !== undefined) this.#tokens.give(String(token))
    if ('conversation' in message) this.#says.textContent = this.#draft = ''
    for (const name of ATTRIBUTES) if (name in message) set(assist, name, message[name])
    if (Array.isArray(conversations)) set(assist, 'conversations', conversations.join(' '))
    if (names) assist.names = /** @type {Record<string, string>} */ (names)
    if (keys) assist.keys = /** @type {any} */ (keys)
    if ('lang' in message) set(document.documentElement, 'lang', message.lang)
    if (assist.isConnected) return
    document.body.append(assist, this.#says)
    new ResizeObserver(() => this.#measure()).observe(document.body)
  }

  #listen() {
    const {assist, line} = this
    const on = (/** @type {string} */ name, /** @type {(detail: any, event: Event) => void} */ act) =>
      assist.addEventListener(`agent-assist-${name}`, event => act(/** @type {CustomEvent} */ (event).detail, event))
    on('insert', (detail, event) => this.#insert(detail, event))
    on('mend', (detail, event) => this.#mend(detail, event))
    on('undo', (_, event) => this.#undo(event))
    on('card', ({suggestion, conversation}) => line.say('card', {conversation, suggestion}))
    on('connection', report => line.say('connection', report))
    on('switch', ({conversation}, event) => {
      event.preventDefault()
      line.say('switch', {conversation})
    })
    const inside = /** @type {ShadowRoot} */ (assist.shadowRoot)
    const look = () => {
      this.#tellChords()
      this.#measure()
    }
    inside.addEventListener('toggle', look, {capture: true})
    new MutationObserver(look).observe(inside, {subtree: true, childList: true, attributes: true})
    for (const name of ['click', 'keyup', 'focusout']) addEventListener(name, () => setTimeout(() => this.#giveFocus()))
    // A click in the page around closes a menu too; only a page that has the focus can tell.
    inside.addEventListener('toggle', () => this.#menu && focus(), {capture: true})
    addEventListener('blur', () => this.#menu && clickedElsewhere())
    addEventListener('keydown', ({key}) => key === 'Escape' && clickedElsewhere())
  }

  get #menu() {
    return this.assist.shadowRoot?.querySelector('[role=menu]:popover-open')
  }

  /**
   * Ask the host to put words into its reply field.
   * @param {'insert' | 'mend'} type @param {string} conversation @param {object} detail
   * @returns {Promise<Answer>}
   */
  #ask(type, conversation, detail) {
    const id = newId()
    this.line.say(type, {id, conversation, ...detail})
    setTimeout(() => this.#answer(id, {ok: false, reason: 'silent'}), PATIENCE)
    return new Promise(resolve => this.#asked.set(id, answer => resolve({...answer, id})))
  }

  /** @param {string} id @param {{ok: boolean, reason: string}} answer */
  #answer(id, answer) {
    this.#asked.get(id)?.(answer)
    this.#asked.delete(id)
  }

  /** The card goes at once, and comes back if the host says no. @param {{conversation: string, text: string}} detail @param {Event} event */
  async #insert({conversation, text}, event) {
    if (this.#copying) return
    event.preventDefault()
    this.#inserted = ''
    const {id, ok, reason} = await this.#ask('insert', conversation, {text})
    this.#say(reason)
    if (ok) this.#inserted = id
    // Nobody knows where the words are, or the agent has gone on to another card or chat.
    else if (reason !== 'silent' && !this.assist.card && this.#conversation === conversation) {
      await this.assist.undo()
      if (reason !== 'conversation') await this.#copy()
    }
    this.#giveFocus()
  }

  get #conversation() {
    return this.assist.getAttribute('conversation')
  }

  /** The widget copies what it can not insert; only a page that has the focus may. */
  async #copy() {
    focus()
    this.#copying = true
    await this.assist.insert()
    this.#copying = false
  }

  /** @param {{conversation: string, edit: object, text: string}} detail @param {Event} event */
  async #mend({conversation, edit, text}, event) {
    event.preventDefault()
    const draft = this.#draft
    const {ok, reason} = await this.#ask('mend', conversation, {...edit, draft})
    this.#say(reason)
    if (this.#draft !== draft || this.#conversation !== conversation) return
    // What could not be mended is found again.
    if (!ok) this.assist.draft = ''
    this.assist.draft = this.#draft = ok ? text : draft
    this.#giveFocus()
  }

  /** @param {Event} event */
  #undo(event) {
    event.preventDefault()
    if (this.#inserted) this.line.say('undo', {id: this.#inserted})
    this.#inserted = ''
  }

  /** @param {string} reason */
  #say(reason) {
    const language = languageOf(document.documentElement.lang || navigator.language)
    this.#says.textContent = SAYS[language]?.[reason] ?? ''
  }

  /** The keys that would do something now: they stand on what is to be seen, and a card can be muted. */
  #tellChords() {
    const {card, keys, shadowRoot} = this.assist
    const chords = chordsIn(/** @type {ShadowRoot} */ (shadowRoot))
    if (card && keys.mute) chords.push(keys.mute)
    if (this.#chords === (this.#chords = chords.join())) return
    this.line.say('keys', {chords})
  }

  /** What opens over the page has no more room than the frame gives it. */
  #measure() {
    const inside = /** @type {ShadowRoot} */ (this.assist.shadowRoot)
    const over = [...inside.querySelectorAll(':popover-open')].map(
      layer => layer.getBoundingClientRect().top + layer.scrollHeight + MARGIN
    )
    const height = Math.ceil(Math.max(document.body.getBoundingClientRect().height, ...over))
    if (this.#height === (this.#height = height)) return
    this.line.say('resize', {height})
  }

  /** What was clicked here has no use for the focus: the agent writes elsewhere. */
  #giveFocus() {
    if (this.#asked.size || this.#copying || this.#menu) return
    if (document.hasFocus() && document.activeElement === document.body) this.line.say('focus')
  }
}

function clickedElsewhere() {
  dispatchEvent(new PointerEvent('pointerdown'))
}

/** @param {string} text */
async function copyByCommand(text) {
  const give = (/** @type {ClipboardEvent} */ event) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
  addEventListener('copy', give)
  const done = document.execCommand('copy')
  removeEventListener('copy', give)
  if (!done) throw new Error('not copied')
}

/** A page around that gives its frames no clipboard keeps no click from copying. */
function copyAnyway() {
  const {featurePolicy} = /** @type {any} */ (document)
  if (featurePolicy?.allowsFeature('clipboard-write') ?? navigator.clipboard) return
  Object.defineProperty(navigator, 'clipboard', {value: {writeText: copyByCommand}})
}

/** The socket of the server that this page comes from. */
function socket() {
  const url = new URL('../v1/socket', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  return url.href
}

/** @param {Element} element @param {string} name @param {unknown} value null takes it away */
function set(element, name, value) {
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, String(value))
}

const sheet = new CSSStyleSheet()
sheet.replaceSync(CSS)
document.adoptedStyleSheets = [sheet]
copyAnyway()
AgentAssistElement.define()
new Frame()
