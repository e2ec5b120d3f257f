/** Two windows of different origins -> one line between them: the messages of the contract, checked. */

/** The version of the contract; docs/embedding/README.md lists its messages. */
export const VERSION = 1

/**
 * What a message carries beside its type; the rest of it is data that came from another page.
 * @typedef {{assist: number, type: string} & Record<string, unknown>} Message
 */

/** @param {unknown} data @returns {data is Message} */
const isMessage = data =>
  typeof data === 'object' &&
  data !== null &&
  Number.isInteger(/** @type {any} */ (data).assist) &&
  typeof (/** @type {any} */ (data).type) === 'string'

/**
 * One end of the line. It hears one window alone, and of it one origin alone: the one it was given,
 * or the first that says `opening`. It speaks to that origin only.
 */
export class Line {
  /**
   * @param {{
   *   peer: () => Window | null,
   *   hear: (type: string, message: Message) => void,
   *   origin?: string,
   *   opening?: string
   * }} options
   */
  constructor({peer, hear, origin = '', opening = ''}) {
    this.peer = peer
    this.hear = hear
    this.origin = origin
    this.opening = opening
    addEventListener('message', this)
  }

  close() {
    removeEventListener('message', this)
  }

  /** Says nothing while nobody is known to listen. @param {string} type @param {object} [detail] */
  say(type, detail) {
    if (this.origin) this.peer()?.postMessage({assist: VERSION, type, ...detail}, this.origin)
  }

  /** To whatever page is there: nothing but which versions are spoken here. */
  call() {
    this.peer()?.postMessage({assist: VERSION, type: 'ready', versions: [VERSION]}, '*')
  }

  /** @param {MessageEvent} event */
  handleEvent({source, origin, data}) {
    // A page of the origin `null` may be anyone's, and nothing could be said to it alone.
    if (source !== this.peer() || origin === 'null' || !isMessage(data)) return
    if (this.origin && origin !== this.origin) return
    // Two pages that do not understand each other must not answer each other for ever.
    if (data.assist !== VERSION && data.type !== 'unsupported') {
      const answer = {assist: VERSION, type: 'unsupported', versions: [VERSION]}
      return /** @type {Window} */ (source).postMessage(answer, origin)
    }
    if (!this.origin && data.type !== this.opening) return
    this.origin = origin
    this.hear(data.type, data)
  }
}
