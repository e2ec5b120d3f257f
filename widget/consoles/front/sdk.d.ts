/** What the page uses of @frontapp/plugin-sdk 1.10.0, whose own declarations lack those of a package. */

export interface Message {
  id: string
  date: Date | string | number
}

export interface Content {
  body: string
  type: 'html' | 'text'
}

export interface SingleConversation {
  type: 'singleConversation'
  conversation: {id: string; draftId?: string}
  listMessages(): Promise<{results: readonly Message[]}>
  createDraft(draft: {content: Content; replyOptions: {type: 'reply'; originalMessageId: string}}): Promise<unknown>
  updateDraft(id: string, update: {content: Content; updateMode: 'insert'}): Promise<void>
}

export type Context = SingleConversation | {type: 'noConversation' | 'multiConversations' | 'messageComposer'}

export const contextUpdates: {subscribe(next: (context: Context) => void): unknown}
