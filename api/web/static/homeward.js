// Additions to plain forms: keyboard shortcuts, focus on errors, protection against a second press.
// Every page also works without this file.
(function () {
  "use strict";

  function focusProblems() {
    var problems = document.querySelector(".problems[tabindex]");
    if (problems) { problems.focus(); }
  }

  // Without a connection the form shows a message and is sent when the connection is back.
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

  // A form that was sent is marked as busy. A second press is ignored (the server also accepts it only once).
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });

  // This script sends the form, so that a refusal is shown at the form and the entries are kept. Without this
  // script the browser sends it and a refusal is a separate page. data-plain: the browser always sends it.
  var ANSWER_WITHIN_MS = 60000;

  function release(form) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }

  function showRefusal(form, fill) {
    var box = form.querySelector(":scope > .refusal") || document.createElement("div");
    box.className = "refusal problems";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    box.replaceChildren();
    fill(box);
    form.prepend(box);
    box.focus();
    release(form);
  }

  // The field that a refusal names; one field of the form is marked at a time.
  function markField(form, name) {
    form.querySelectorAll("[data-refused]").forEach(function (field) {
      field.removeAttribute("aria-invalid");
      delete field.dataset.refused;
    });
    var field = name && form.elements.namedItem(name);
    if (field instanceof Element) {
      field.setAttribute("aria-invalid", "true");
      field.dataset.refused = "yes";
    }
  }

  function addText(box, text) {
    var line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    return line;
  }

  function showSessionEnd(form) {
    showRefusal(form, function (box) {
      addText(box, document.body.dataset.sessionEnded);
      var link = document.createElement("a");
      link.href = "/sign-in";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = document.body.dataset.signIn;
      addText(box, "").append(link);
    });
  }

  // The answer is a page: the form with its errors, or the password page. Its scripts are loaded too.
  function showPage(page) {
    var main = document.querySelector("main");
    main.querySelectorAll("[hx-post], [hx-get]").forEach(function (busy) { if (window.htmx) { htmx.trigger(busy, "htmx:abort"); } });
    main.replaceWith(page.querySelector("main"));
    page.querySelectorAll("head script[src]").forEach(function (wanted) {
      var src = wanted.getAttribute("src");
      if (document.querySelector('script[src="' + CSS.escape(src) + '"]')) { return; }
      var script = document.createElement("script");
      script.src = src;
      document.head.append(script);
    });
    document.title = page.title;
    main = document.querySelector("main");
    if (window.htmx) { htmx.process(main); }
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
    focusProblems();
    goOn();
  }

  function readAnswer(form, answer) {
    var place = answer.headers.get("X-Location");
    if (place !== null) {
      if (place.startsWith("/sign-in") && !location.pathname.startsWith("/sign-in")) { showSessionEnd(form); }
      else { location.assign(place); }
      return undefined;
    }
    return answer.text().then(function (text) {
      var isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      var page = isPage ? new DOMParser().parseFromString(text, "text/html") : null;
      var refusal = page && page.querySelector("#refusal");
      if (refusal) {
        showRefusal(form, function (box) { box.append(...refusal.childNodes); });
        markField(form, refusal.dataset.field);
      }
      else if (page) { showPage(page); }
      else {
        var words = document.body.dataset;
        showRefusal(form, function (box) { addText(box, answer.status === 413 ? words.tooLarge : words.noAnswer); });
      }
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, by = event.submitter;
    var isPlain = form.method !== "post" || form.target || "plain" in form.dataset;
    if (event.defaultPrevented || isPlain || (by && by.hasAttribute("hx-post"))) { return; }
    event.preventDefault();
    var data = new FormData(form, by);
    var body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    var address = by && by.hasAttribute("formaction") ? by.formAction : form.action;
    fetch(address, {
      method: "POST", body: body, headers: { "X-Form": "script", "Accept": "text/html" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS)
    }).then(function (answer) { return readAnswer(form, answer); }).catch(function () {
      showRefusal(form, function (box) { addText(box, document.body.dataset.noAnswer); });
    });
  });

  // Coming back through the browser's history, the form may be sent again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  // Single keys follow links and press buttons with data-key, but not while the person types.
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { return; }
    var found = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (found) { event.preventDefault(); found.click(); }
  });

  // A menu closes on a click elsewhere. Escape closes it and moves the focus to its heading.
  function closeMenus(but) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (menu !== but) { menu.open = false; } });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target.closest("details.menu")); });
  document.addEventListener("keydown", function (event) {
    var menu = document.activeElement.closest("details.menu[open]");
    if (event.key === "Escape" && menu) { menu.querySelector("summary").focus(); closeMenus(); }
  });

  // After the password is confirmed, the pending action is sent without another press.
  function goOn() {
    var form = document.querySelector("form[data-go-on]");
    if (form) { form.requestSubmit(); }
  }

  focusProblems();
  goOn();
})();
