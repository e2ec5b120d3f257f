/** The panel's page: the widget and the service on one side, the console's page on the other. */

import {chordsIn, stroke} from '../../src/chords.js'
import {newId} from '../../src/client.js'
import {remember} from './bounded.js'
import {Line} from './line.js'
import {Poster} from './post.js'
import {languageOf, say} from './words.js'

/** @import {AgentAssistElement} from '../../src/element.js' */
/** @import {Form, PanelConfig, Said} from './types' */

const LINE = 44
const NOTICE = 6000

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const widget = /** @type {AgentAssistElement} */ (document.querySelector('agent-assist'))
const opener = byId('open')
const mark = byId('mark')
const tone = byId('tone')
const words = byId('line')
const voice = byId('voice')
const whole = byId('whole')
const fold = byId('fold')
const notice = byId('notice')

class Panel {
  #line = new Line(`panel:${location.hash.slice(1)}`, {
    onmessage: message => this.#heard(message),
    onpaired: () => this.#again(),
    onend: () => this.#end()
  })
  /** @type {PanelConfig | null} */
  #config = null
  /** @type {Form} */
  #form = 'panel'
  #folded = true
  #conversation = ''
  #draft = ''
  #language = languageOf('')
  /** @type {any} */
  #card = null
  #armed = ''
  #size = ''
  /** @type {Poster | null} */
  #poster = null
  #asked = 0
  /** @type {Map<number, (token: any) => void>} */
  #tokens = new Map()
  /** @type {Map<string, {conversation: string, text: string, taken: boolean}>} what the page was asked to put in */
  #wanted = new Map()
  #last = ''
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence

  constructor() {
    widget.addEventListener('agent-assist-card', event => this.#carded(/** @type {CustomEvent} */ (event).detail))
    widget.addEventListener('agent-assist-insert', event => this.#insert(/** @type {CustomEvent} */ (event)))
    widget.addEventListener('agent-assist-mend', event => this.#mend(/** @type {CustomEvent} */ (event)))
    widget.addEventListener('agent-assist-undo', event => this.#undo(/** @type {CustomEvent} */ (event)))
    opener.addEventListener('click', () => this.#turn(false))
    fold.addEventListener('click', () => this.#turn(true))
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && !event.defaultPrevented && this.#form !== 'panel') this.#turn(true)
    })
    // A press must not take the caret out of the reply.
    for (const button of [opener, fold]) button.addEventListener('mousedown', event => event.preventDefault())
    new ResizeObserver(() => this.#measure()).observe(whole)
    const tree = /** @type {ShadowRoot} */ (widget.shadowRoot)
    const changed = {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['hidden', 'aria-keyshortcuts', 'disabled']}
    new MutationObserver(() => this.#show()).observe(tree, changed)
  }

  /** @param {Said} message */
  #heard(message) {
    if (message.t === 'configure') this.#configure(/** @type {any} */ (message))
    else if (message.t === 'open') this.#open(message)
    else if (message.t === 'draft' && message.conversation === this.#conversation) widget.draft = this.#draft = message.text
    else if (message.t === 'said') this.#poster?.post(message.conversation, message.messages)
    else if (message.t === 'key') this.#pressed(message.chord)
    else if (message.t === 'fold') this.#turn(true)
    else if (message.t === 'done') this.#done(message)
    else if (message.t === 'token') this.#tokens.get(message.n)?.(message.token)
  }

  /** A key for the widget. Behind a badge nobody has seen the words: they are shown first. @param {string} chord */
  #pressed(chord) {
    if (this.#folded && this.#form === 'badge') this.#turn(false)
    else widget.dispatchEvent(stroke(chord))
  }

  /** @param {PanelConfig} config */
  #configure(config) {
    const before = this.#config
    this.#config = config
    this.#language = languageOf(config.lang)
    document.documentElement.lang = this.#language
    document.documentElement.dataset.theme = config.theme
    widget.lang = this.#language
    widget.setAttribute('theme', config.theme)
    widget.token = () => this.#token('agent')
    if (config.server) widget.setAttribute('server', config.server)
    if (before?.server !== config.server || before.reads !== config.reads) {
      this.#poster?.close()
      this.#poster = config.server && config.reads ? new Poster(config.server, () => this.#token('platform')) : null
    }
    if (before?.form !== config.form) this.#become(config.form)
    this.#show()
  }

  /** The page is there, or there again, and knows nothing of us. */
  #again() {
    this.#size = ''
    this.#armed = '-'
    this.#show()
    this.#measure()
  }

  /** @param {Said} message */
  #open({conversation, form}) {
    this.#conversation = conversation ?? ''
    this.#card = null
    this.#armed = '-' // the page knows of no keys in another conversation
    widget.draft = this.#draft = ''
    widget.setAttribute('conversation', this.#conversation)
    this.#tell('')
    if (form && form !== this.#form) this.#become(form)
    this.#show()
  }

  /** @param {Form} form */
  #become(form) {
    this.#form = form
    document.documentElement.dataset.form = form
    this.#turn(form !== 'panel')
  }

  /** @param {boolean} folded */
  #turn(folded) {
    if (this.#form === 'panel') folded = false
    const focused = document.activeElement && document.activeElement !== document.body
    this.#folded = folded
    opener.hidden = !folded
    opener.setAttribute('aria-expanded', String(!folded))
    whole.hidden = folded
    fold.hidden = this.#form === 'panel'
    if (focused) (folded ? opener : fold).focus()
    this.#show()
    this.#measure()
  }

  /** @param {string} role @returns {Promise<string>} */
  #token(role) {
    const n = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#tokens.set(n, token => {
        this.#tokens.delete(n)
        if (typeof token === 'string') resolve(token)
        else reject(new Error('no token'))
      })
      if (!this.#line.ask({t: 'token', n, role})) this.#tokens.get(n)?.(null)
    })
  }

  /** @param {any} detail */
  #carded({suggestion, conversation}) {
    if (conversation !== this.#conversation) return
    this.#card = suggestion
    if (suggestion) this.#tell('')
    this.#show()
  }

  /** @param {CustomEvent} event */
  #insert(event) {
    event.preventDefault()
    const {text, conversation} = event.detail
    const id = newId()
    this.#want(id, conversation, text, true)
    this.#last = id
    this.#line.send({t: 'insert', id, conversation, text})
  }

  /** @param {CustomEvent} event */
  #mend(event) {
    event.preventDefault()
    const {edit, conversation} = event.detail
    const id = newId()
    this.#want(id, conversation, '', false)
    this.#line.send({t: 'mend', id, conversation, edit, of: this.#draft})
  }

  /** @param {string} id @param {string} conversation @param {string} text @param {boolean} taken */
  #want(id, conversation, text, taken) {
    remember(this.#wanted, id, {conversation, text, taken})
  }

  /** @param {CustomEvent} event */
  #undo(event) {
    if (event.detail.how === 'dismissed') return
    event.preventDefault()
    if (this.#last) this.#line.send({t: 'undo', id: this.#last, conversation: event.detail.conversation})
    this.#last = ''
  }

  /** Nothing was put in: the card comes back, and the agent is told. @param {Said} message */
  async #done({id, ok, why}) {
    const wanted = this.#wanted.get(id)
    this.#wanted.delete(id)
    if (!wanted || ok) {
      if (ok && wanted?.taken) this.#turn(true)
      return
    }
    const copied = why === 'composer' && wanted.text && (await copy(wanted.text))
    if (copied) return this.#tell('copied')
    if (wanted.taken && this.#last === id) {
      this.#last = ''
      widget.undo()
    }
    this.#tell(why === 'conversation' ? 'otherConversation' : 'noComposer')
  }

  /** @param {string} key of the words; '' for none */
  #tell(key) {
    clearTimeout(this.#silence)
    notice.textContent = key && say(key, this.#language)
    if (key) this.#silence = setTimeout(() => this.#tell(''), NOTICE)
    this.#show()
  }

  #show() {
    const name = say('open', this.#language)
    const [finding] = widget.findings ?? []
    const text = notice.textContent || finding?.advice || this.#card?.text || this.#quiet()
    if (words.textContent !== text) words.textContent = text
    // What is folded away cannot speak for itself.
    const spoken = this.#folded && (finding || this.#card) ? text : ''
    if (voice.textContent !== spoken) voice.textContent = spoken
    // The widget's own word for it: colour alone tells nothing.
    const feeling = widget.tone ? (widget.shadowRoot?.querySelector('[part~=tone]')?.textContent ?? '') : ''
    if (tone.textContent !== feeling) tone.textContent = feeling
    opener.title = feeling ? `${feeling} · ${name}` : name
    fold.title = say('fold', this.#language)
    fold.setAttribute('aria-label', fold.title)
    opener.toggleAttribute('data-card', Boolean(this.#card || finding))
    mark.dataset.tone = widget.tone?.tone ?? ''
    this.#arm()
  }

  /** What the widget says while there is no card, as that the words were inserted. */
  #quiet() {
    const said = widget.shadowRoot?.querySelector('[part~=notice]')?.textContent
    return this.#config?.server ? said || say('quiet', this.#language) : say('noServer', this.#language)
  }

  /** Tell the page which keys have something to do: they stand on what is to be seen, and a card can be muted. */
  #arm() {
    const chords = chordsIn(/** @type {ShadowRoot} */ (widget.shadowRoot))
    if (this.#card && widget.keys.mute) chords.push(widget.keys.mute)
    if (chords.join() === this.#armed) return
    this.#armed = chords.join()
    this.#line.send({t: 'armed', chords})
  }

  #measure() {
    const height = this.#folded ? LINE : Math.ceil(whole.getBoundingClientRect().height)
    const size = `${this.#folded} ${height}`
    if (!height || size === this.#size) return
    this.#size = size
    this.#line.send({t: 'size', folded: this.#folded, height})
  }

  #end() {
    this.#poster?.close()
    widget.remove()
  }
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

new Panel()
