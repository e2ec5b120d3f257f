/** What the plugin uses of converse.js 14; its own declarations come with its package. */

export interface Chat {
  get(name: 'jid' | 'type'): string
  get(name: 'closed'): boolean | undefined
  getDisplayName(): string
  maybeShow(force: boolean): void
}

export type Chats = readonly Chat[]

export interface Plugin {
  api: {
    settings: {extend(settings: Record<string, string>): void; get(name: string): string}
  }
  state: {chatboxes?: Chats}
}

export interface Converse {
  plugins: {add(name: string, plugin: {initialize(this: {_converse: Plugin}): void}): void}
}
