/** The events of one messaging session -> what its component shows, and what the agent does with the card. */

import {AssistClient, newId} from '../../../../../../../src/client.js'
import en from '../../../../../../../src/locales/en.js'
import fr from '../../../../../../../src/locales/fr.js'
import {EMPTY, after, onShow} from '../../../../../../../src/state.js'

/**
 * What the component shows; '' for nothing.
 * @typedef {import('../../../../../../../src/types').Words} Words
 * @typedef {{tone: string, kind: string, text: string, why: string, notice: string, canInsert: boolean, canUndo: boolean, words: Words}} Shown
 */

/**
 * Follows one conversation. It never sends: `insert` hands the card's words to the function that
 * puts them into the agent's text box.
 */
export class Session {
  /**
   * @param {{
   *   server: string,
   *   token: () => Promise<string>,
   *   conversation: string,
   *   lang: string,
   *   changed: (shown: Shown) => void
   * }} options `server` is a wss: address, `conversation` the id of the record
   */
  constructor({server, token, conversation, lang, changed}) {
    this.conversation = conversation
    this.words = lang.toLowerCase().startsWith('fr') ? fr : en
    this.view = EMPTY
    this.notice = ''
    this.changed = changed
    this.client = new AssistClient({server, token, name: 'salesforce'})
    this.client.addEventListener('event', event => this.heard(/** @type {CustomEvent} */ (event).detail))
    this.client.addEventListener('reset', () => this.turn(EMPTY))
    this.client.addEventListener('refused', () => this.say(this.words.refused))
    this.client.addEventListener('connection', event => this.connected(/** @type {CustomEvent} */ (event).detail))
    this.client.follow(conversation)
    this.client.connect()
  }

  close() {
    this.client.close()
  }

  /**
   * Put the card's words into the agent's text box; a card whose words did not go in stays.
   * @param {(recordId: string, message: {text: string}, setAtCursor: boolean) => Promise<boolean>} setAgentInput
   */
  async insert(setAgentInput) {
    const card = onShow(this.view)
    if (!card || !this.shown.canInsert) return
    const done = await setAgentInput(this.conversation, {text: card.text}, true).catch(() => false)
    if (done === false) this.say(this.words.noComposer)
    else this.decide('accepted', card)
  }

  dismiss() {
    const card = onShow(this.view)
    if (card) this.decide('dismissed', card)
  }

  undo() {
    const {deed} = this.view
    if (deed?.card) this.decide('displayed', deed.card)
  }

  /** @param {'displayed' | 'accepted' | 'dismissed'} decision @param {{suggestion_id: string}} card */
  decide(decision, {suggestion_id}) {
    const decided = {suggestion_id, decision_id: newId(), decision}
    this.turn(after(this.view, 'suggestion.decided', decided))
    // The card was gone meanwhile: the events say so.
    this.client.decide(this.conversation, decided).catch(() => {})
  }

  /** @param {{kind: string, data: unknown, behind: number}} event */
  heard({kind, data, behind}) {
    this.view = after(this.view, kind, data)
    if (behind) return
    const card = onShow(this.view)
    this.turn(this.view)
    if (card && !this.view.displayed) this.decide('displayed', card)
  }

  /** @param {{state: string, key?: string}} report */
  connected({state, key}) {
    const {connections} = this.words
    this.say(state === 'live' ? '' : ((key && connections[key]) ?? connections[state] ?? ''))
  }

  /** @param {string} notice */
  say(notice) {
    this.notice = notice
    this.changed(this.shown)
  }

  /** @param {import('../../../../../../../src/types').View} view */
  turn(view) {
    this.view = view
    this.changed(this.shown)
  }

  /** @returns {Shown} */
  get shown() {
    const {words, view, notice} = this
    const card = onShow(view)
    const {deed, tone} = view
    const told = deed && !card ? (deed.what === 'accepted' ? words.inserted : words.statuses[deed.what]) : ''
    return {
      tone: (tone && words.tones[tone.tone]) ?? '',
      kind: card ? (words.kinds[card.kind] ?? card.kind) : '',
      text: card?.text ?? '',
      why: card?.because.map(reason => reason.words).join(' · ') ?? '',
      notice: notice || told || '',
      canInsert: Boolean(card && card.kind !== 'agent-care'),
      canUndo: Boolean(deed?.card && !card),
      words
    }
  }
}
