/**
 * A Messaging Session record page -> how the customer feels, and one card for the agent's text box.
 *
 * Lightning Web Security gives a frame no origin of its own, so the widget's frame cannot open its
 * socket here: the component draws a small card itself, over the headless client in session.js.
 */

import {LightningElement, api} from 'lwc'
import LANG from '@salesforce/i18n/lang'
import {setAgentInput} from 'lightning/conversationToolkitApi'

import {Session} from './session'

export default class WarmlineAssist extends LightningElement {
  /** The address of the server, as https://assist.example.com. */
  @api server
  /** Answers a POST of the signed-in agent with a token; /assist-token on the server, unless set. */
  @api tokenUrl

  shown = null
  session = null
  record = ''

  /** The MessagingSession that the page shows: the conversation's id. */
  @api
  get recordId() {
    return this.record
  }

  set recordId(id) {
    this.record = id
    if (this.isConnected) this.follow()
  }

  connectedCallback() {
    this.follow()
  }

  disconnectedCallback() {
    this.leave()
  }

  follow() {
    this.leave()
    if (!this.server || !this.record) return
    const server = new URL('/v1/socket', this.server)
    server.protocol = server.protocol.replace('http', 'ws')
    this.session = new Session({
      server: server.href,
      token: () => this.token(),
      conversation: this.record,
      lang: LANG,
      changed: shown => {
        this.shown = shown
      }
    })
  }

  leave() {
    if (this.session) this.session.close()
    this.session = null
    this.shown = null
  }

  async token() {
    const address = this.tokenUrl || new URL('/assist-token', this.server).href
    const answer = await fetch(address, {method: 'POST', credentials: 'include', cache: 'no-store'})
    if (!answer.ok) throw new Error(`no token came: ${answer.status}`)
    return answer.text()
  }

  insert() {
    return this.session.insert(setAgentInput)
  }

  dismiss() {
    this.session.dismiss()
  }

  undo() {
    this.session.undo()
  }
}
