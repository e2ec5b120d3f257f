/** What the agent does with a card, a kind or a feeling -> the reply field, the page's events, the desk. */

import {bringBack, onShow, putAside} from './state.js'

/** @import {Desk} from './desk.js' */
/** @import {DraftMirror} from './draft.js' */
/** @import {DraftFinding, EventDetail, Keys, MirrorView} from './types' */

/** @typedef {typeof import('./later.js')} Later */

/**
 * @typedef {object} Page
 * @property {HTMLElement & {composer: HTMLElement | null}} element
 * @property {(name: string, detail: object) => boolean} emit tells the page; false: it takes the default over
 * @property {() => void} show
 * @property {import('./view.js').Look} look
 */

/** @type {MirrorView} */
const UNREAD = {findings: [], read: '', mended: null}

export class Acts {
  #page
  #desk
  /** @type {Promise<Later> | null} */
  #later = null
  /** @type {DraftMirror | null} */
  #mirror = null
  #draft = ''
  #busy = false
  /** @type {{id: string, undo: () => Promise<boolean>} | null} */
  #insertion = null

  /** @param {Page} page @param {Desk} desk */
  constructor(page, desk) {
    this.#page = page
    this.#desk = desk
  }

  /** Begin to read the reply field. */
  start() {
    this.#mirror?.start(document)
    this.#later ??= import('./later.js')
    this.#later.then(later => this.#ready(later)).catch(() => (this.#later = null))
  }

  stop() {
    this.#mirror?.stop()
  }

  /** @param {Later} later */
  #ready(later) {
    if (this.#mirror) return
    const {element, emit, show, look} = this.#page
    const mirror = new later.DraftMirror({
      field: () => element.composer,
      check: (conversation, text) => this.#desk.check(conversation, text),
      tell: findings => emit('agent-assist-draft', {findings}),
      mend: detail => emit('agent-assist-mend', {...detail, composer: later.editableIn(element.composer)}),
      show
    })
    this.#mirror = mirror
    look.complete(later, mirror)
    this.follow()
    if (this.#draft) mirror.draft = this.#draft
    if (element.isConnected) mirror.start(document)
  }

  /** Another chat may be open. */
  follow() {
    if (this.#mirror) this.#mirror.conversation = this.#conversation
  }

  /** @param {EventDetail} event */
  heard({conversation, kind, data}) {
    if (conversation === this.#conversation) this.#mirror?.heard(kind, data)
  }

  get mirror() {
    return this.#mirror?.view ?? UNREAD
  }

  /** @returns {readonly DraftFinding[]} */
  get findings() {
    return this.#mirror?.findings ?? []
  }

  get draft() {
    return this.#mirror?.draft ?? this.#draft
  }

  set draft(text) {
    this.#draft = text
    if (this.#mirror) this.#mirror.draft = text
  }

  async mend() {
    await this.#mirror?.mend()
  }

  get #conversation() {
    return this.#page.element.getAttribute('conversation') ?? ''
  }

  get #now() {
    return this.#desk.view(this.#conversation)
  }

  /** Put the card's words into the reply field, or where nothing takes them, on the clipboard. */
  async insert() {
    const {element, emit, show} = this.#page
    const conversation = this.#conversation
    const card = onShow(this.#now)
    if (!card || card.kind === 'agent-care' || this.#busy) return
    this.#busy = true
    const later = await this.#later?.catch(() => null)
    const composer = later?.editableIn(element.composer) ?? null
    const ours = emit('agent-assist-insert', {suggestion: card, text: card.text, composer})
    // Words for one customer must never reach another.
    const still = () => element.isConnected && this.#conversation === conversation
    const insertion = ours && composer ? await later?.insert(composer, card.text, still).catch(() => null) : null
    const copied = ours && !insertion && still() && (await later?.copy(card.text))
    this.#busy = false
    if (insertion) this.#insertion = {id: card.suggestion_id, undo: insertion.undo}
    if (!ours || insertion || copied) {
      this.#mirror?.trust(card.text)
      this.#desk.decide(conversation, card, 'accepted', copied)
    } else if (still()) {
      this.#desk.turn(conversation, view => ({...view, deed: {what: 'noComposer', card: null}}))
    }
    show()
  }

  /** Put the card aside, or the glance that lies over it. */
  dismiss() {
    const {emit, show} = this.#page
    const conversation = this.#conversation
    const {card, handover} = this.#now
    if (handover) this.#desk.turn(conversation, putAside)
    else if (card && emit('agent-assist-dismiss', {suggestion: card})) this.#desk.decide(conversation, card, 'dismissed')
    show()
  }

  /** Take back what was done last. */
  async undo() {
    const {emit, show} = this.#page
    const conversation = this.#conversation
    const {deed} = this.#now
    if (!deed) return
    const {what, card, kind} = deed
    if (what === 'corrected') return this.correct(deed.before ?? null, deed.messageId)
    if (what === 'aside') this.#desk.turn(conversation, bringBack)
    if (kind && !this.mute(kind, what === 'woken')) return
    if (!card) return show()
    const ours = this.#insertion?.id === card.suggestion_id ? this.#insertion : null
    this.#insertion = null
    if (!kind && emit('agent-assist-undo', {suggestion: card, how: what})) await ours?.undo()
    this.#desk.decide(conversation, card, 'displayed')
    show()
  }

  /** The kind that may be muted now: of the card on show, or of the one just put aside. */
  get kind() {
    const {deed} = this.#now
    return (onShow(this.#now) ?? (deed?.what === 'dismissed' ? deed.card : null))?.kind ?? ''
  }

  /** No card of this kind in this chat any more, or again; true unless the page keeps it from happening. @param {string} kind @param {boolean} muted */
  mute(kind, muted) {
    const {emit, show} = this.#page
    const conversation = this.#conversation
    if (!kind || !emit('agent-assist-mute', {kind, muted})) return false
    const {card} = this.#now
    // Put aside first: so it can be brought back.
    if (muted && card?.kind === kind) this.#desk.decide(conversation, card, 'dismissed')
    this.#desk.mute(conversation, kind, muted)
    show()
    return true
  }

  /** @param {string | null} tone @param {string} [messageId] */
  correct(tone, messageId = this.#now.tone?.messageId) {
    const {emit, show} = this.#page
    const conversation = this.#conversation
    const before = this.#now.course.find(moment => moment.messageId === messageId)
    if (!before || !(tone || before.read) || !emit('agent-assist-correct', {messageId, tone})) return
    this.#desk.correct(conversation, before.messageId, tone, before.read && before.tone)
    show()
  }

  /**
   * What a key does now, null for nothing: then it is the console's.
   * @param {keyof Keys} key
   * @returns {(() => unknown) | null}
   */
  keyed(key) {
    const {card, handover, deed, tone} = this.#now
    const {look} = this.#page
    const mirror = this.#mirror?.acts
    switch (key) {
      case 'insert':
        // What cannot be read is not inserted: the first press opens the badge.
        if (!look.form.readable) return mirror || card || handover ? look.form.toggle : null
        if (mirror) return mirror.insert
        return card && !handover && card.kind !== 'agent-care' ? () => this.insert() : null
      case 'dismiss':
        if (mirror) return mirror.dismiss
        return card || handover ? () => this.dismiss() : deed && (() => this.undo())
      case 'mute': {
        const {kind} = this
        return kind ? () => this.mute(kind, true) : null
      }
      case 'correct':
        return tone && (() => look.ask(true))
      case 'open':
        return look.form.folds ? look.form.toggle : null
    }
  }
}
