/** The part of the browser's extension interface that is used here. */

declare namespace chrome {
  interface Happening<T extends (...args: any[]) => void> {
    addListener(listener: T): void
  }

  namespace runtime {
    interface MessageSender {
      id?: string
      url?: string
      tab?: {id?: number}
      frameId?: number
    }
    interface Port {
      name: string
      sender?: MessageSender
      onMessage: Happening<(message: any) => void>
      onDisconnect: Happening<() => void>
      postMessage(message: object): void
      disconnect(): void
    }
    const id: string
    const onConnect: Happening<(port: Port) => void>
    const onInstalled: Happening<() => void>
    const onStartup: Happening<() => void>
    function connect(options: {name: string}): Port
    function getURL(path: string): string
    function openOptionsPage(): void
  }

  namespace storage {
    const onChanged: Happening<() => void>
    const local: {
      get(key: string): Promise<Record<string, any>>
      set(values: object): Promise<void>
      setAccessLevel(options: {accessLevel: 'TRUSTED_CONTEXTS'}): Promise<void>
    }
  }

  namespace permissions {
    const onAdded: Happening<() => void>
    const onRemoved: Happening<() => void>
    function contains(wanted: {origins: string[]}): Promise<boolean>
    function request(wanted: {origins: string[]}): Promise<boolean>
  }

  namespace tabs {
    function query(options: {url?: string[]; active?: boolean; currentWindow?: boolean}): Promise<{id?: number; url?: string}[]>
  }

  namespace scripting {
    interface Script {
      id: string
      matches: string[]
      js: string[]
      allFrames: boolean
      runAt: 'document_idle'
    }
    function getRegisteredContentScripts(): Promise<Script[]>
    function registerContentScripts(scripts: Script[]): Promise<void>
    function unregisterContentScripts(filter: {ids: string[]}): Promise<void>
    function executeScript(injection: {target: {tabId: number; allFrames: boolean}; files: string[]}): Promise<unknown>
  }
}
