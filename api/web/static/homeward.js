// What a page does beyond plain forms: keys for moving on, focus on what went wrong, a button that is pressed once.
// Everything works without this file; it only saves steps.
(function () {
  "use strict";

  function focusProblems() {
    var problems = document.querySelector(".problems[tabindex]");
    if (problems) { problems.focus(); }
  }

  // Without a connection a form is not sent into nothing: it says so, and goes when the connection is back.
  function sayOffline(isOffline) {
    document.querySelectorAll(".offline").forEach(function (told) { told.hidden = !isOffline; });
  }
  document.addEventListener("submit", function (event) {
    if (navigator.onLine || !event.target.querySelector("[name=key]")) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    sayOffline(true);
    var form = event.target, by = event.submitter;
    window.addEventListener("online", function () { form.requestSubmit(by); }, { once: true });
  });
  document.addEventListener("htmx:sendError", function () {
    sayOffline(true);
    window.addEventListener("online", function () {
      sayOffline(false);
      var keeps = document.querySelector("[data-keeps]");
      if (keeps) { keeps.dispatchEvent(new Event("keep")); }
    }, { once: true });
  });

  // A form that was sent shows that it is on its way; a second press does nothing (the server takes it once anyhow).
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });

  // Coming back through the browser's history, the form may be sent again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  // Single keys follow the links and press the buttons that name them (data-key), but never while somebody types.
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { return; }
    var found = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (found) { event.preventDefault(); found.click(); }
  });

  // A menu closes when one goes elsewhere; Escape closes it and stays at its word.
  function closeMenus(but) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (menu !== but) { menu.open = false; } });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target.closest("details.menu")); });
  document.addEventListener("keydown", function (event) {
    var menu = document.activeElement.closest("details.menu[open]");
    if (event.key === "Escape" && menu) { menu.querySelector("summary").focus(); closeMenus(); }
  });

  // After the password was given again, what was to be done is done without another press.
  function goOn() {
    var form = document.querySelector("form[data-go-on]");
    if (form) { form.requestSubmit(); }
  }

  focusProblems();
  goOn();
})();
