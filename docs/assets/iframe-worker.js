// Search on pages opened from disk, where browsers allow no workers: runs the worker's script in a hidden frame. The
// theme looks for a class of this name, and waits for what importScripts returns.
class IFrameWorker extends EventTarget {
  constructor(url) {
    super()
    this.frame = document.createElement("iframe")
    this.frame.hidden = true
    document.body.appendChild(this.frame)
    const scope = this.frame.contentWindow
    scope.postMessage = data => {
      const message = new MessageEvent("message", { data: structuredClone(data) })
      this.dispatchEvent(message)
      if (this.onmessage) this.onmessage(message)
    }
    const load = source => new Promise((resolve, reject) => {
      const script = scope.document.createElement("script")
      script.src = source
      script.onload = resolve
      script.onerror = reject
      scope.document.body.appendChild(script)
    })
    scope.importScripts = (...sources) => sources.reduce((before, source) => before.then(() => load(source)), Promise.resolve())
    this.loaded = load(new URL(url, location))
  }

  postMessage(data) {
    this.loaded.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })))
  }

  terminate() {
    this.frame.remove()
  }
}
if (location.protocol === "file:") window.Worker = window.IFrameWorker = IFrameWorker
