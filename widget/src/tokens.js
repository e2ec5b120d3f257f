/** A host that hands tokens over when asked -> a function that fetches one, as connections want it. */

const PATIENCE = 5000

export class Tokens {
  #fresh = ''
  #last = ''
  /** @type {Set<(token: string) => void>} */
  #waiting = new Set()

  /** @param {() => void} want asks the host for a token */
  constructor(want) {
    this.want = want
  }

  /** @param {string} token */
  give(token) {
    this.#last = token
    this.#fresh = this.#waiting.size ? '' : token
    for (const take of this.#waiting) take(token)
    this.#waiting.clear()
  }

  /**
   * A token that was given and not used, else a new one. A host that has nothing new to say may
   * be silent: then the last one is tried again.
   * @returns {Promise<string>}
   */
  async ask() {
    const token = this.#fresh
    this.#fresh = ''
    if (token) return token
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve)
      this.want()
      setTimeout(() => {
        this.#waiting.delete(resolve)
        if (this.#last) resolve(this.#last)
        else reject(new Error('no token came'))
      }, PATIENCE)
    })
  }
}
