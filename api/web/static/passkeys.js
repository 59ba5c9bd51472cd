// Passkeys: before a form is sent, the browser asks the authenticator. The form carries its answer as JSON.
(function () {
  "use strict";

  function toBytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function toText(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function withBytes(descriptors) {
    return (descriptors || []).map(function (one) { return Object.assign({}, one, { id: toBytes(one.id) }); });
  }

  function create(options) {
    var user = Object.assign({}, options.user, { id: toBytes(options.user.id) });
    return navigator.credentials.create({ publicKey: Object.assign({}, options, {
      challenge: toBytes(options.challenge), user: user, excludeCredentials: withBytes(options.excludeCredentials)
    }) });
  }
  function get(options) {
    return navigator.credentials.get({ publicKey: Object.assign({}, options, {
      challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials)
    }) });
  }
  function written(made) {
    var response = { clientDataJSON: toText(made.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature"].forEach(function (name) {
      if (made.response[name]) { response[name] = toText(made.response[name]); }
    });
    return JSON.stringify({ id: made.id, rawId: toText(made.rawId), type: made.type, response: response });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.dataset.passkey || form.elements.credential.value) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    var problem = form.querySelector(".problems");
    problem.hidden = true;
    var asked = Promise.resolve().then(function () {
      return (form.dataset.passkey === "create" ? create : get)(JSON.parse(form.dataset.options));
    });
    asked.then(function (made) {
      form.elements.credential.value = written(made);
      form.requestSubmit();
    }).catch(function () { problem.hidden = false; });
  }, true);
})();
