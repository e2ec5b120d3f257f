/** `<agent-assist>`: attributes, keys and clicks <-> the client, the view and the reply field. */

import {AssistClient, newId} from './client.js'
import {copy, editableIn, insert} from './composer.js'
import {KEYS, matches} from './keys.js'
import {languageOf, say, wordsOf} from './messages.js'
import {EMPTY, after, bringBack, onShow, putAside} from './state.js'
import {CSS} from './style.js'
import {createView} from './view.js'

/** @import {EventDetail, Report, Suggestion, Token, Words} from './types' */

const TICK = 15_000
const MAC = /Mac|iPhone|iPad/.test(navigator.platform)

/** The widget; docs/widget.md says what a page may set, hear and replace. */
export class AgentAssistElement extends HTMLElement {
  static observedAttributes = ['conversation', 'server', 'token', 'lang', 'theme']

  /** @param {string} tag @param {CustomElementRegistry} registry */
  static define(tag = 'agent-assist', registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, this)
    return this
  }

  /** @type {AssistClient | null} */
  #client = null
  #server = ''
  #conversation = ''
  /** @type {Token | null} */
  #token = null
  #view = EMPTY
  #keys = KEYS
  #language = ''
  /** @type {Words | null} */
  #words = null
  #trouble = ''
  #notice = ''
  #shown = ''
  #replaced = false
  #syncing = false
  /** @type {Set<string>} decisions of ours that the stream has yet to echo */
  #decided = new Set()
  /** @type {{id: string, undo: () => boolean} | null} */
  #insertion = null
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock
  #render

  constructor() {
    super()
    const root = this.attachShadow({mode: 'open'})
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS)
    root.adoptedStyleSheets = [sheet]
    this.#render = createView(root, {
      insert: () => this.insert(),
      dismiss: () => this.dismiss(),
      undo: () => this.undo()
    })
  }

  /** The token that the service asks for: a string, or a function that fetches a new one. */
  get token() {
    return this.#token ?? this.getAttribute('token') ?? ''
  }

  set token(token) {
    this.#token = token
    this.#sync()
  }

  /** The keys, as chords: `{insert: 'Alt+Enter', dismiss: 'Alt+X'}`. */
  get keys() {
    return this.#keys
  }

  set keys(keys) {
    this.#keys = {...KEYS, ...keys}
    this.#show()
  }

  /** The card on show, or null. */
  get card() {
    return onShow(this.#view)
  }

  /** How the customer's last message felt, or null. */
  get tone() {
    return this.#view.tone
  }

  /** The state of the connection, as one word. */
  get connection() {
    return this.#client?.connection.state ?? 'idle'
  }

  /** The reply field that `for` names, in the widget's own tree or in the page. */
  get composer() {
    const id = this.getAttribute('for')
    if (!id) return null
    const root = /** @type {Document | ShadowRoot} */ (this.getRootNode())
    return root.getElementById?.(id) ?? this.ownerDocument.getElementById(id)
  }

  connectedCallback() {
    document.addEventListener('keydown', this, {capture: true})
    document.addEventListener('visibilitychange', this)
    this.#clock = setInterval(() => this.#show(), TICK)
    this.#sync()
    this.#show()
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this, {capture: true})
    document.removeEventListener('visibilitychange', this)
    clearInterval(this.#clock)
    this.#sync()
  }

  attributeChangedCallback() {
    this.#sync()
    if (this.isConnected) this.#show()
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event instanceof KeyboardEvent) this.#pressed(event)
    else this.#seen()
  }

  /** Put the card's words into the reply field; the agent reads and sends. */
  async insert() {
    const {card} = this
    if (!card || card.kind === 'agent-care') return
    const composer = editableIn(this.composer)
    const detail = {suggestion: card, text: card.text, composer, conversation: this.#conversation}
    if (!this.#emit('agent-assist-insert', detail)) return this.#accept(card, 'inserted')
    const insertion = composer && (await insert(composer, card.text))
    this.#insertion = insertion ? {id: card.suggestion_id, undo: insertion.undo} : null
    if (insertion) return this.#accept(card, 'inserted')
    if (await copy(card.text)) return this.#accept(card, 'copied')
    this.#notice = 'noComposer'
    this.#show()
  }

  /** Put the card aside, or the glance that lies over it. */
  dismiss() {
    const {card} = this
    if (this.#view.handover) this.#turn(putAside, 'dismissed')
    if (!card) return
    if (!this.#emit('agent-assist-dismiss', {suggestion: card, conversation: this.#conversation})) return
    this.#notice = 'dismissed'
    this.#decide(card, 'dismissed')
    this.#show()
  }

  /** Take back what was last done with a card: its words leave the reply, the card returns. */
  undo() {
    const {ended, aside} = this.#view
    if (aside && !ended) return this.#turn(bringBack, '')
    if (!ended) return
    const detail = {suggestion: ended.suggestion, how: ended.how, conversation: this.#conversation}
    const ours = this.#insertion?.id === ended.suggestion.suggestion_id ? this.#insertion : null
    if (this.#emit('agent-assist-undo', detail)) ours?.undo()
    this.#insertion = null
    this.#notice = ''
    this.#decide(ended.suggestion, 'displayed')
    this.#show()
  }

  /** @param {typeof putAside} step @param {string} notice */
  #turn(step, notice) {
    this.#view = step(this.#view)
    this.#notice = this.card ? '' : notice
    this.#show()
  }

  /** @param {Suggestion} card @param {'inserted' | 'copied'} notice */
  #accept(card, notice) {
    this.#notice = notice
    this.#decide(card, 'accepted')
    this.#show()
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.repeat || event.isComposing) return
    const path = event.composedPath()
    const composer = this.composer
    if (!path.includes(this) && !(composer && path.includes(composer))) return
    const {card} = this
    const {ended, handover, aside} = this.#view
    const act = matches(event, this.#keys.insert)
      ? card && card.kind !== 'agent-care' && (() => this.insert())
      : matches(event, this.#keys.dismiss) &&
        (card || handover ? () => this.dismiss() : (ended || aside) && (() => this.undo()))
    if (!act) return
    event.preventDefault()
    event.stopImmediatePropagation()
    act()
  }

  /** Attributes often change several at once: look at them together, once they are all set. */
  #sync() {
    if (this.#syncing) return
    this.#syncing = true
    queueMicrotask(() => {
      this.#syncing = false
      this.#follow()
    })
  }

  #follow() {
    const server = this.getAttribute('server') ?? ''
    const conversation = this.getAttribute('conversation') ?? ''
    if (!this.isConnected || !server) return this.#client?.close()
    if (!this.#client || server !== this.#server) this.#attach(server)
    const client = /** @type {AssistClient} */ (this.#client)
    client.token = this.token
    if (conversation !== this.#conversation) {
      client.unfollow(this.#conversation)
      this.#conversation = conversation
      this.#reset()
    }
    if (conversation) client.follow(conversation)
    client.connect()
    this.#show()
  }

  /** @param {string} server */
  #attach(server) {
    this.#client?.close()
    const client = new AssistClient({server, token: this.token, name: 'agent-assist'})
    this.#client = client
    this.#server = server
    this.#reset()
    const mine = (/** @type {(detail: any) => void} */ act) => (/** @type {Event} */ event) => {
      if (client === this.#client) act(/** @type {CustomEvent} */ (event).detail)
    }
    client.addEventListener('connection', mine(detail => this.#connected(detail)))
    client.addEventListener('event', mine(detail => this.#happened(detail)))
    client.addEventListener('reset', mine(() => this.#reset()))
    client.addEventListener('refused', mine(() => ((this.#trouble = 'refused'), this.#show())))
  }

  #reset() {
    this.#view = EMPTY
    this.#trouble = this.#notice = ''
    this.#decided.clear()
    this.#insertion = null
  }

  /** @param {Report} report */
  #connected(report) {
    const ours = this.#emit('agent-assist-connection', report)
    const known = report.key && this.#words?.connections[report.key] ? report.key : report.state
    this.#trouble = ours && report.state !== 'live' ? known : ''
    this.#show()
  }

  /** @param {EventDetail} event */
  #happened({conversation, kind, data, behind}) {
    if (conversation !== this.#conversation) return
    if (kind === 'suggestion.decided' && this.#decided.delete(data.decision_id)) return
    this.#view = after(this.#view, kind, data)
    if (!this.#view.ended && !this.#view.aside) this.#notice = ''
    if (!behind) this.#show()
  }

  /** @param {Suggestion} card @param {'displayed' | 'accepted' | 'dismissed'} decision */
  #decide(card, decision) {
    const decided = {suggestion_id: card.suggestion_id, decision_id: newId(), decision}
    this.#decided.add(decided.decision_id)
    this.#view = after(this.#view, 'suggestion.decided', decided)
    // Refused when the card ended meanwhile: the stream has told us how.
    this.#client?.decide(this.#conversation, decided).catch(() => this.#decided.delete(decided.decision_id))
  }

  #show() {
    const language = languageOf(this.closest('[lang]')?.getAttribute('lang') || navigator.language)
    if (language !== this.#language) this.#learn(language)
    const words = this.#words
    if (!words) return
    const {card} = this
    const {ended, aside} = this.#view
    const id = card?.suggestion_id ?? ''
    if (id !== this.#shown) {
      this.#shown = id
      this.#replaced = !this.#emit('agent-assist-card', {suggestion: card, conversation: this.#conversation})
    }
    const quiet = this.#conversation ? this.#notice : 'noConversation'
    this.#render({
      view: this.#replaced ? {...this.#view, card: null} : this.#view,
      words,
      notice: say(words, quiet),
      trouble: say(words, this.#trouble),
      keys: this.#keys,
      mac: MAC,
      canUndo: Boolean(aside || (ended && !this.#replaced)),
      // This machine's clock may be slow.
      now: Math.max(Date.now() / 1000, this.#view.at)
    })
    this.#seen()
  }

  /** @param {string} language */
  async #learn(language) {
    this.#language = language
    const words = await wordsOf(language)
    if (language !== this.#language) return
    this.#words = words
    this.#show()
  }

  #seen() {
    const {card} = this
    if (card && !this.#view.displayed && document.visibilityState === 'visible') this.#decide(card, 'displayed')
  }

  /** Tell the page; true unless it takes the default over. @param {string} name @param {object} detail */
  #emit(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, {detail, cancelable: true, bubbles: true, composed: true}))
  }
}
