/**
 * Live Helper Chat's operator page -> the widget's frame above the reply field of each chat in sight.
 *
 * The extension's template puts an element with `data-agent-assist` (the chat's id) there. The reply
 * field is `lhc-editor` or a textarea, by the operator's choice; words go into either at the caret.
 * `insertContent` of `lhc-editor` would do, but the textarea has no such call, and neither an undo.
 */

import {editableIn, insert, replaceText, textOf} from '../../src/composer.js'
import {AssistFrame} from '../../src/host.js'

const SLOT = '[data-agent-assist]'
const HEIGHT = '240px'

/** The widget of one chat, as long as its tab is in sight. */
class Beside {
  #slot
  #frame = document.createElement('iframe')
  #assist
  #listening = new AbortController()

  /** @param {HTMLElement} slot */
  constructor(slot) {
    this.#slot = slot
    const address = new URL('../../frame.html', import.meta.url)
    address.search = new URL(import.meta.url).search
    Object.assign(this.#frame, {title: 'Agent assist', allow: 'clipboard-write', src: address.href})
    this.#frame.style.cssText = `display: block; width: 100%; height: ${HEIGHT}; border: 0`
    this.#assist = new AssistFrame(this.#frame, {
      token: () => fetched(String(slot.dataset.agentAssistToken)),
      open: () => (slot.checkVisibility() ? this.#chat : ''),
      insert: (text, still) => this.#field && insert(this.#field, text, still),
      mend: ({start, end, text, draft}, still) =>
        this.#field && replaceText(this.#field, {start, end, of: draft}, text, still)
    })
    this.#assist.configure({conversation: this.#chat, lang: document.documentElement.lang || navigator.language})
    this.#assist.addEventListener('resize', event => {
      this.#frame.style.height = `${/** @type {CustomEvent} */ (event).detail.height}px`
    })
    this.#assist.addEventListener('focus', () => this.#field?.focus())
    this.#listen()
    slot.append(this.#frame)
  }

  /** Let go of the frame, and of its connection. */
  close() {
    this.#listening.abort()
    this.#assist.close()
    this.#frame.remove()
  }

  #listen() {
    const {signal} = this.#listening
    const mine = (/** @type {Event} */ {target}) => target instanceof Node && this.#field?.contains(target)
    const tell = (/** @type {Event} */ event) => mine(event) && this.#assist.draft(textOf(/** @type {HTMLElement} */ (this.#field)))
    document.addEventListener('input', tell, {signal})
    // Sent: the console has emptied it by then.
    document.addEventListener('keyup', tell, {signal})
    document.addEventListener('keydown', event => mine(event) && this.#assist.press(event), {capture: true, signal})
  }

  get #chat() {
    return String(this.#slot.dataset.agentAssist)
  }

  /** @returns {HTMLElement | null} */
  get #field() {
    return editableIn(document.getElementById(`CSChatMessage-${this.#chat}`))
  }
}

/** @param {string} address @returns {Promise<string>} */
async function fetched(address) {
  const answer = await fetch(address, {method: 'POST', credentials: 'same-origin', cache: 'no-store'})
  if (!answer.ok) throw new Error(`no token came: ${answer.status}`)
  return answer.text()
}

/** @type {Map<Element, Beside>} */
const shown = new Map()

/** A socket for each chat in sight: an agent may hold a few alone. */
const sight = new IntersectionObserver(entries => {
  for (const {target, isIntersecting} of entries) {
    if (isIntersecting && !shown.has(target)) shown.set(target, new Beside(/** @type {HTMLElement} */ (target)))
    if (!isIntersecting && !(target instanceof HTMLElement && target.checkVisibility())) leave(target)
  }
})

/** @param {Element} slot */
function leave(slot) {
  shown.get(slot)?.close()
  shown.delete(slot)
}

function look() {
  for (const slot of shown.keys()) if (!slot.isConnected) leave(slot)
  for (const slot of document.querySelectorAll(SLOT)) sight.observe(slot)
}

new MutationObserver(look).observe(document.documentElement, {childList: true, subtree: true})
look()
