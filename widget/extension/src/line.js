/** One end of the way between a page and its panel, over the service worker; it mends itself. */

/** @import {Said} from './types' */

const AGAIN = 300
const AWAKE = 20_000 // a service worker that hears nothing for 30 s is put to sleep
const STALE = 5000
const MOST_WAITING = 100

export class Line {
  /** @type {chrome.runtime.Port | null} */
  #port = null
  #paired = false
  #ended = false
  /** @type {{message: Said, at: number}[]} */
  #waiting = []
  /** @type {ReturnType<typeof setInterval>} */
  #awake

  /**
   * @param {string} name `page:` or `panel:`, and the secret of the pair
   * @param {{onmessage: (message: Said) => void, onpaired: () => void, onend: () => void}} options
   *   `onpaired`: the other end is there, or there again, and knows nothing
   */
  constructor(name, options) {
    this.name = name
    this.options = options
    this.#awake = setInterval(() => this.#post({t: 'awake'}), AWAKE)
    this.#connect()
  }

  /** Say something to the other end; it waits a moment for an end that is not there. @param {Said} message */
  send(message) {
    if (this.#paired && this.#post(message)) return
    this.#waiting = [...this.#waiting, {message, at: Date.now()}].slice(-MOST_WAITING)
  }

  /** Say something to the service worker. @param {Said} message */
  ask(message) {
    return this.#post(message)
  }

  end() {
    if (this.#ended) return
    this.#ended = true
    clearInterval(this.#awake)
    this.#port?.disconnect()
    this.options.onend()
  }

  #connect() {
    if (this.#ended) return
    try {
      this.#port = chrome.runtime.connect({name: this.name})
    } catch {
      return this.end() // the extension was updated or taken away: this page is an orphan
    }
    this.#port.onMessage.addListener(message => this.#heard(message))
    this.#port.onDisconnect.addListener(() => {
      this.#port = null
      this.#paired = false
      if (!chrome.runtime?.id) return this.end()
      setTimeout(() => this.#connect(), AGAIN)
    })
  }

  /** @param {Said} message */
  #heard(message) {
    if (message.t === 'off') return this.end()
    if (message.t === 'alone') this.#paired = false
    else if (message.t === 'paired') {
      this.#paired = true
      this.options.onpaired()
      const since = Date.now() - STALE
      for (const {message: kept, at} of this.#waiting.splice(0)) if (at > since) this.#post(kept)
    } else this.options.onmessage(message)
  }

  /** @param {Said} message */
  #post(message) {
    try {
      this.#port?.postMessage(message)
      return this.#port !== null
    } catch {
      return false
    }
  }
}
