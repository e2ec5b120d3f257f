/** Messages read from a page -> the service, as the chat platform posts them. */

import {AssistClient, RefusedError} from '../../src/client.js'

import {hash} from './recipe.js'

/** @import {Row} from './types' */

const ID_CONFLICT = 116

/** A connection with the platform's token. */
export class Poster {
  #client

  /** @param {string} server @param {() => Promise<string>} token */
  constructor(server, token) {
    this.#client = new AssistClient({server, token, name: 'warmline-extension'})
    this.#client.connect()
  }

  /** @param {string} conversation @param {readonly Row[]} rows in their order */
  post(conversation, rows) {
    for (const {id, speaker, text} of rows) {
      const message = {speaker, text}
      this.#client.post(conversation, {...message, message_id: id}).catch(error => {
        if (!(error instanceof RefusedError) || error.code !== ID_CONFLICT) return
        // It was edited: the service has other words under this id, and hears these as said now.
        const again = `${id.slice(0, 190)}~${hash(text)}`
        this.#client.post(conversation, {...message, message_id: again}).catch(() => undefined)
      })
    }
  }

  close() {
    this.#client.close()
  }
}
