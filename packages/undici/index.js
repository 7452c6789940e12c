// @actions/http-client loads all of undici (0.4 MB, 70 ms at every start) for these two names.
// Node has it built in, and reads the proxy settings itself once `http.setGlobalProxyFromEnv()` was called.

exports.fetch = (url, { dispatcher, ...init } = {}) => globalThis.fetch(url, init);

exports.ProxyAgent = class ProxyAgent {
  destroy() {}
};
